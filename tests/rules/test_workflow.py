"""Workflow tables: who may do what from where, and what is wrong with a table."""

from __future__ import annotations

import pytest

from ventanilla.rules.workflow import Step, Transition, Workflow, diagram

RECEIVED = Step("received", "received")
REVIEW = Step("in-review", "in_review")
WAITING = Step("waiting", "waiting_applicant")
CLOSED = Step("closed", "closed")
STEPS = (RECEIVED, REVIEW, WAITING, CLOSED)
TAKE = Transition("take", ("received",), "in-review", ("officer", "head"))
ASK = Transition("ask", ("in-review",), "waiting", ("officer",))
ANSWER = Transition("answer", ("waiting",), "in-review", ("applicant",))
CLOSE = Transition("close", ("in-review", "waiting"), "closed", ("officer", "system"))
GOOD = Workflow("received", STEPS, (TAKE, ASK, ANSWER, CLOSE))


def without(*codes: str) -> Workflow:
    return Workflow("received", STEPS, tuple(item for item in GOOD.transitions if item.code not in codes))


def test_steps_and_transitions_are_found_by_code() -> None:
    assert GOOD.step("waiting") == WAITING
    assert GOOD.transition("close") == CLOSE
    with pytest.raises(KeyError, match="nowhere"):
        GOOD.step("nowhere")
    with pytest.raises(KeyError, match="nothing"):
        GOOD.transition("nothing")


@pytest.mark.parametrize(
    ("step", "role", "expected"),
    [
        ("received", "officer", (TAKE,)),
        ("received", "applicant", ()),
        ("in-review", "officer", (ASK, CLOSE)),
        ("waiting", "applicant", (ANSWER,)),
        ("waiting", "system", (CLOSE,)),
        ("closed", "officer", ()),
    ],
)
def test_a_role_may_do_what_the_table_says(step: str, role: str, expected: tuple[Transition, ...]) -> None:
    assert GOOD.allowed(step, role) == expected


def test_a_good_table_has_no_faults() -> None:
    assert GOOD.faults() == ()


@pytest.mark.parametrize(
    ("workflow", "expected"),
    [
        (
            Workflow("start", STEPS, GOOD.transitions),
            ("initial: el paso «start» no existe; nombre uno de la lista de pasos",),
        ),
        (
            Workflow("received", (*STEPS, RECEIVED), GOOD.transitions),
            ("el paso «received» está 2 veces; deje una",),
        ),
        (
            Workflow("received", STEPS, (*GOOD.transitions, TAKE)),
            ("la transición «take» está 2 veces; deje una",),
        ),
        (
            Workflow("received", (*STEPS[:3], Step("closed", "ended")), GOOD.transitions),
            (
                (
                    "el paso «closed» tiene la fase desconocida «ended»; "
                    "use received, in_review, waiting_applicant, decided, closed"
                ),
            ),
        ),
        (
            Workflow("received", STEPS, (*GOOD.transitions, Transition("x", ("a",), "b", ("clerk",)))),
            (
                "la transición «x» nombra el paso «a», que no existe; agréguelo o corrija",
                "la transición «x» nombra el paso «b», que no existe; agréguelo o corrija",
                "la transición «x» nombra el papel «clerk»; use applicant, officer, head, system",
            ),
        ),
        (
            Workflow("received", STEPS, (*GOOD.transitions, Transition("x", (), "closed", ()))),
            ("la transición «x» no dice desde qué paso o quién; complete from y by",),
        ),
        (
            Workflow("received", STEPS, (*GOOD.transitions, Transition("x", (), "closed", ("head",)))),
            ("la transición «x» no dice desde qué paso o quién; complete from y by",),
        ),
        (
            Workflow(
                "received", STEPS, (*GOOD.transitions, Transition("x", ("closed",), "waiting", ("head",)))
            ),
            ("la transición «x» sale del paso cerrado «closed»; un caso cerrado no se mueve",),
        ),
        (
            without("ask"),
            ("al paso «waiting» no se llega desde «received»; agregue una transición o quítelo",),
        ),
        (
            without("take"),
            (
                "al paso «in-review» no se llega desde «received»; agregue una transición o quítelo",
                "al paso «waiting» no se llega desde «received»; agregue una transición o quítelo",
                "al paso «closed» no se llega desde «received»; agregue una transición o quítelo",
                "del paso «received» no se sale y no cierra el caso; agregue una transición",
            ),
        ),
        (
            without("close"),
            (
                "al paso «closed» no se llega desde «received»; agregue una transición o quítelo",
                "desde el paso «received» no hay camino al cierre; agregue una transición",
                "desde el paso «in-review» no hay camino al cierre; agregue una transición",
                "desde el paso «waiting» no hay camino al cierre; agregue una transición",
            ),
        ),
        (
            Workflow("received", STEPS[:3], (TAKE, ASK, ANSWER)),
            ("ningún paso está en la fase closed: un caso no podría terminar; agregue uno",),
        ),
    ],
)
def test_a_bad_table_is_named_by_step_and_transition(workflow: Workflow, expected: tuple[str, ...]) -> None:
    assert workflow.faults() == expected


def test_each_finding_carries_the_code_of_its_rule_and_of_what_breaks_it() -> None:
    tables = [
        Workflow(
            "start",
            (*STEPS, Step("odd", "ended")),
            (*GOOD.transitions, Transition("x", ("a",), "closed", ())),
        ),
        Workflow("received", STEPS, (*GOOD.transitions, Transition("x", ("closed",), "a", ("clerk",)), TAKE)),
        without("take"),
        without("close"),
        Workflow("received", STEPS[:3], (TAKE, ASK, ANSWER)),
        Workflow("received", STEPS, (*GOOD.transitions, Transition("x", ("closed",), "waiting", ("head",)))),
    ]
    found = {(finding.rule, finding.code) for table in tables for finding in table.findings()}
    assert found == {
        ("unknown-initial", "start"),
        ("unknown-phase", "odd"),
        ("unknown-step", "x"),
        ("unknown-role", "x"),
        ("empty-transition", "x"),
        ("duplicate-code", "take"),
        ("unreachable-step", "in-review"),
        ("unreachable-step", "waiting"),
        ("unreachable-step", "closed"),
        ("dead-end", "received"),
        ("no-way-to-close", "received"),
        ("no-way-to-close", "in-review"),
        ("no-way-to-close", "waiting"),
        ("no-closed-step", ""),
        ("closed-with-exits", "x"),
    }


def test_the_diagram_draws_every_step_and_transition() -> None:
    titles = {"in-review": "En revisión", "take": "Tomar"}
    assert diagram(GOOD, titles) == (
        "stateDiagram-v2\n"
        "    [*] --> received\n"
        "    received : received (received)\n"
        "    in_review : En revisión (in_review)\n"
        "    waiting : waiting (waiting_applicant)\n"
        "    closed : closed (closed)\n"
        "    received --> in_review : Tomar (officer, head)\n"
        "    in_review --> waiting : ask (officer)\n"
        "    waiting --> in_review : answer (applicant)\n"
        "    in_review --> closed : close (officer, system)\n"
        "    waiting --> closed : close (officer, system)\n"
        "    closed --> [*]\n"
    )
