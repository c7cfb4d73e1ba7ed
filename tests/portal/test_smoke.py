import pytest
from django.urls import reverse
pytestmark = pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/tramites/", "/tramites/?q=fianza","/tramites/?q=zzz", "/tramites/?para=courier","/formularios/","/tramites/modificacion-monto-fianza/","/tramites/renovacion-prorroga-fianza/","/tramites/solicitud-general/","/tramites/solicitud-general/formulario/","/guia/","/contacto/","/entrar/","/registro/","/contrasena/olvido/","/contrasena/olvido/enviado/","/contrasena/asignada/","/contrasena/enlace/1-xxx/","/registro/correo-enviado/","/registro/correo/abc/"])
def test_page(client, path):
    response = client.get(path)
    assert response.status_code == 200, response.content[:500]
