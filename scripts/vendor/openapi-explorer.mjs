// The page of the API: the element, without the sources that its package also carries.
import 'openapi-explorer';
