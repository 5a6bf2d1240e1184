// Who writes a protected API imports one module: what its handlers, its issuers and its rules are made of comes with it.
@_exported public import HTTP
@_exported public import HTTPTypes
@_exported public import JOSE
@_exported public import JWKS
@_exported public import OAuth
@_exported public import URI
