"""What to do about each rule a pack may break, in the words `pack check` prints."""

from __future__ import annotations

REMEDIES = {
    # The file as YAML
    "yaml": "Corrija la sintaxis YAML de esa línea: sangría, dos puntos, comillas o corchetes sin cerrar.",
    "encoding": "Guarde el archivo en UTF-8.",
    "file-too-large": "Divida el archivo: ninguno de un paquete necesita más de 1 MB.",
    "missing-file": "Cree el archivo; packs/_template trae uno mínimo de cada clase.",
    "unknown-file": "Bórrelo o muévalo: el paquete solo lee los archivos que documenta packs/_template.",
    "alias": "Escriba el valor completo: los alias y las mezclas de YAML no se admiten.",
    "tag": "Quite la etiqueta; si el valor es texto, escríbalo entre comillas.",
    "too-deep": "Quite niveles: ningún archivo de un paquete necesita tantos.",
    "key-not-text": "Escriba la clave como texto, entre comillas si parece un número o un sí/no.",
    "duplicate-key": "Deje una sola de las dos claves.",
    "old-boolean": "Escriba true o false si es un sí/no; entre comillas si es texto.",
    "misread-number": "Escríbalo entre comillas: YAML lo leería como otro número.",
    # The shape of values
    "unknown-key": "Corrija el nombre de la clave o bórrela; `ventanilla pack schema` enumera las permitidas.",
    "missing-key": "Añada la clave; packs/_template muestra un ejemplo.",
    "wrong-type": "Escriba un valor del tipo que se pide; un número que es texto va entre comillas.",
    "unknown-choice": "Use uno de los valores permitidos.",
    "blank-text": "Escriba el texto o borre la clave.",
    "date": "Escriba una fecha que exista, como 2026-03-10.",
    "code-shape": "Use minúsculas sin acentos, cifras y guiones, empezando por una letra.",
    "slug-shape": "Use minúsculas sin acentos, cifras y guiones sencillos, sin barras ni espacios.",
    "colour-shape": 'Escriba el color entre comillas, como "#0b4a6f".',
    "email-shape": "Escriba la dirección completa, como mesa@ejemplo.gob.sv.",
    "phone-shape": "Escriba cifras con espacios o guiones, y el código del país con +, como +503 2244-5000.",
    "url-shape": "Escriba la dirección completa, con https://.",
    "prefix-shape": "Use de 2 a 10 mayúsculas o cifras, empezando por mayúscula, como DGA.",
}
