api-loading = Die Beschreibung der API wird geladen. Programme lesen sie unter <a href="/api/v1/openapi.json">/api/v1/openapi.json</a>.
