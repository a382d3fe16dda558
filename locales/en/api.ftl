api-loading = The description of the API is being loaded. Programs read it at <a href="/api/v1/openapi.json">/api/v1/openapi.json</a>.
