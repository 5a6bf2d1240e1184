/// The providers' own documents have them so, and issue threads about tokens that were refused.
enum TokenShapes {
    static let tenant = "1e1a5e3a-f0ea-4518-8b12-3f4d5c6b7a89"
    static let otherTenant = "2e1a5e3a-f0ea-4518-8b12-3f4d5c6b7a89"

    /// What `ISSUERS_FILE` has, with the keys in this file.
    static func issuersFile(keys: String) -> String {
        """
        [{"preset": "auth0", "issuer": "https://shop.eu.auth0.com/", "audiences": ["https://api.shop.example"]},
         {"preset": "keycloak", "issuer": "https://sso.shop.example/realms/shop", "audiences": ["shop-api"]},
         {"preset": "entra", "issuer_template": "https://login.microsoftonline.com/{tid}/v2.0", "tenants": ["\(tenant)"],
          "audiences": ["8f0b4861-5fce-435e-8601-f50a5d58c4a3"]},
         {"preset": "entra", "issuer": "https://sts.windows.net/\(tenant)/", "audiences": ["api://shop"]},
         {"preset": "okta", "issuer": "https://shop.okta.com/oauth2/default", "audiences": ["api://default"]},
         {"preset": "cognito", "issuer": "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf", "audiences": ["4k2client"]},
         {"issuer": "https://hydra.shop.example/", "audiences": ["shop-api"]},
         {"issuer": "https://ids.shop.example", "audiences": ["shop-api"], "role_claims": ["role"], "max_token_lifetime": "24h"}]
        """.replacing(#""audiences""#, with: #""jwks_file": "\#(keys)", "audiences""#)
    }

    private static let idToken = "The token is an ID token, not an access token."
    private static let open = ("/open/", nil as String?)

    static let all = auth0 + keycloak + entra + okta + cognito + arrays

    private static let auth0 = [
        TokenShape(
            name: "Auth0: a user's, for the API and userinfo, with permissions",
            issuer: "https://shop.eu.auth0.com/",
            audience: nil,
            claims: [
                "aud": #"["https://api.shop.example","https://shop.eu.auth0.com/userinfo"]"#, "sub": #""auth0|alice""#,
                "azp": #""spa""#, "scope": #""openid profile""#, "permissions": #"["read:messages"]"#,
            ],
            answers: [open, ("/scope/", nil), ("/role/", "insufficient_role")]
        ),
        TokenShape(
            name: "Auth0: a client's, with the profile of RFC 9068",
            issuer: "https://shop.eu.auth0.com/",
            audience: "https://api.shop.example",
            claims: ["sub": #""m2m@clients""#, "client_id": #""m2m""#, "jti": #""j""#, "scope": #""read:messages""#],
            type: "at+jwt",
            answers: [open, ("/scope/", nil)]
        ),
        TokenShape(
            name: "Auth0: an ID token that is for the API's name",
            issuer: "https://shop.eu.auth0.com/",
            audience: "https://api.shop.example",
            claims: ["sub": #""auth0|alice""#, "nonce": #""n""#, "sid": #""s""#],
            answers: [("/open/", "invalid_claims")],
            sentence: idToken
        ),
    ]

    private static let keycloak = [
        TokenShape(
            name: "Keycloak: roles of the realm and of the client",
            issuer: "https://sso.shop.example/realms/shop",
            audience: nil,
            claims: [
                "aud": #"["shop-api","account"]"#, "sub": #""f:1:alice""#, "typ": #""Bearer""#, "azp": #""spa""#,
                "scope": #""openid read:messages""#, "realm_access": #"{"roles":["admin","offline_access"]}"#,
                "resource_access": #"{"account":{"roles":["manage-account"]}}"#, "allowed-origins": "[]",
            ],
            answers: [open, ("/scope/", nil), ("/role/", nil)]
        ),
        TokenShape(
            name: "Keycloak: the role of the API's own client",
            issuer: "https://sso.shop.example/realms/shop",
            audience: "shop-api",
            claims: [
                "sub": #""s""#, "typ": #""Bearer""#, "azp": #""spa""#, "scope": #""profile""#,
                "resource_access": #"{"shop-api":{"roles":["admin"]}}"#,
            ],
            answers: [open, ("/scope/", "insufficient_scope"), ("/role/", nil)]
        ),
        TokenShape(
            name: "Keycloak: only account is its audience",
            issuer: "https://sso.shop.example/realms/shop",
            audience: "account",
            claims: ["sub": #""s""#, "typ": #""Bearer""#, "azp": #""spa""#],
            answers: [("/open/", "invalid_audience")]
        ),
        TokenShape(
            name: "Keycloak: an ID token",
            issuer: "https://sso.shop.example/realms/shop",
            audience: "shop-api",
            claims: ["sub": #""s""#, "typ": #""ID""#, "azp": #""shop-api""#, "session_state": #""x""#],
            answers: [("/open/", "invalid_claims")],
            sentence: "The token is an ID token, or another one that is not an access token."
        ),
        TokenShape(
            name: "Keycloak: bound to a key, with a member of its own beside it",
            issuer: "https://sso.shop.example/realms/shop",
            audience: "shop-api",
            claims: [
                "sub": #""s""#, "typ": #""DPoP""#, "azp": #""spa""#,
                "cnf": #"{"jkt":"NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs","kc-jkt-type":"DPoP"}"#,
            ],
            // As a plain bearer token.
            answers: [("/open/", "dpop_binding_mismatch")]
        ),
    ]

    private static func entraV2(_ tenant: String = tenant, claims: [String: String]) -> [String: String] {
        [
            "sub": #""pairwise""#, "tid": "\"\(tenant)\"", "ver": #""2.0""#, "oid": #""o""#, "uti": #""u""#,
        ].merging(claims) { $1 }
    }

    private static let entra = [
        TokenShape(
            name: "Entra, version 2: a user's, with scp and roles",
            issuer: "https://login.microsoftonline.com/\(tenant)/v2.0",
            audience: "8f0b4861-5fce-435e-8601-f50a5d58c4a3",
            claims: entraV2(
                claims: [
                    "azp": #""83e2""#, "azpacr": #""0""#, "scp": #""read:messages access_as_user""#,
                    "roles": #"["admin"]"#,
                ]
            ),
            answers: [open, ("/scope/", nil), ("/role/", nil)]
        ),
        TokenShape(
            name: "Entra, version 1: an application's, with roles only",
            issuer: "https://sts.windows.net/\(tenant)/",
            audience: "api://shop",
            claims: [
                "sub": #""s""#, "tid": "\"\(tenant)\"", "ver": #""1.0""#, "appid": #""15cb""#, "appidacr": #""1""#,
                "roles": #"["admin"]"#,
            ],
            answers: [open, ("/scope/", "insufficient_scope"), ("/role/", nil)]
        ),
        TokenShape(
            name: "Entra: another tenant",
            issuer: "https://login.microsoftonline.com/\(otherTenant)/v2.0",
            audience: "8f0b4861-5fce-435e-8601-f50a5d58c4a3",
            claims: entraV2(otherTenant, claims: ["azp": #""83e2""#, "scp": #""read:messages""#]),
            answers: [("/open/", "invalid_issuer")]
        ),
        TokenShape(
            name: "Entra: tid is not that of the issuer",
            issuer: "https://login.microsoftonline.com/\(tenant)/v2.0",
            audience: "8f0b4861-5fce-435e-8601-f50a5d58c4a3",
            claims: entraV2(otherTenant, claims: ["azp": #""83e2""#, "scp": #""read:messages""#]),
            answers: [("/open/", "invalid_claims")]
        ),
        TokenShape(
            name: "Entra: the ID token of a client that is the API itself",
            issuer: "https://login.microsoftonline.com/\(tenant)/v2.0",
            audience: "8f0b4861-5fce-435e-8601-f50a5d58c4a3",
            claims: entraV2(claims: ["nonce": #""n""#, "roles": #"["admin"]"#, "preferred_username": #""a@b""#]),
            answers: [("/open/", "invalid_claims")],
            sentence: idToken
        ),
        TokenShape(
            name: "Entra: a token for Microsoft Graph",
            issuer: "https://sts.windows.net/\(tenant)/",
            audience: "00000003-0000-0000-c000-000000000000",
            claims: [
                "sub": #""s""#, "tid": "\"\(tenant)\"", "ver": #""1.0""#, "appid": #""15cb""#, "scp": #""User.Read""#,
            ],
            answers: [("/open/", "invalid_claims")],
            sentence: "The token is for Microsoft Graph, not for this API."
        ),
    ]

    private static let okta = [
        TokenShape(
            name: "Okta: scp is an array",
            issuer: "https://shop.okta.com/oauth2/default",
            audience: "api://default",
            claims: [
                "sub": #""alice@shop.example""#, "ver": "1", "jti": #""AT.1""#, "cid": #""0oa""#, "uid": #""00u""#,
                "scp": #"["openid","read:messages"]"#,
            ],
            answers: [open, ("/scope/", nil), ("/role/", "insufficient_role")]
        ),
        TokenShape(
            name: "Okta: an ID token",
            issuer: "https://shop.okta.com/oauth2/default",
            audience: "api://default",
            claims: ["sub": #""00u""#, "ver": "1", "jti": #""ID.1""#, "idp": #""00o""#, "amr": #"["pwd"]"#],
            answers: [("/open/", "invalid_claims")],
            sentence: idToken
        ),
    ]

    private static let cognito = [
        TokenShape(
            name: "Cognito: no aud",
            issuer: "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf",
            audience: nil,
            claims: [
                "sub": #""c27a""#, "token_use": #""access""#, "client_id": #""4k2client""#, "version": "2",
                "scope": #""aws.cognito.signin.user.admin read:messages""#, "cognito:groups": #"["admin"]"#,
            ],
            answers: [open, ("/scope/", nil), ("/role/", nil)]
        ),
        TokenShape(
            name: "Cognito: another client",
            issuer: "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf",
            audience: nil,
            claims: ["sub": #""c27a""#, "token_use": #""access""#, "client_id": #""other""#],
            answers: [("/open/", "invalid_audience")]
        ),
        TokenShape(
            name: "Cognito: an ID token",
            issuer: "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf",
            audience: "4k2client",
            claims: ["sub": #""c27a""#, "token_use": #""id""#, "cognito:groups": #"["admin"]"#],
            answers: [("/open/", "invalid_claims")],
            sentence: idToken
        ),
    ]

    private static let arrays = [
        TokenShape(
            name: "Ory Hydra: scp is an array",
            issuer: "https://hydra.shop.example/",
            audience: nil,
            claims: [
                "aud": #"["shop-api"]"#, "sub": #""s""#, "client_id": #""c""#, "ext": "{}",
                "scp": #"["read:messages"]"#,
            ],
            answers: [open, ("/scope/", nil)]
        ),
        TokenShape(
            name: "IdentityServer: scope is an array, and a single role a string",
            issuer: "https://ids.shop.example",
            audience: "shop-api",
            claims: [
                "sub": #""s""#, "client_id": #""c""#, "scope": #"["openid","read:messages"]"#, "role": #""admin""#,
                "azp": "null", "nbf": "null",
            ],
            type: "at+jwt",
            answers: [open, ("/scope/", nil), ("/role/", nil), ("/claim/", "claim_not_allowed")]
        ),
        TokenShape(
            name: "an array of scopes that has a number",
            issuer: "https://ids.shop.example",
            audience: "shop-api",
            claims: ["sub": #""s""#, "scope": #"["read:messages",5]"#],
            answers: [("/open/", "invalid_claims")]
        ),
        TokenShape(
            name: "a claim lets through",
            issuer: "https://ids.shop.example",
            audience: "shop-api",
            claims: ["sub": #""s""#, "org": #"{"plan":["gold"]}"#, "https://shop.example/tier": #""two""#],
            answers: [("/claim/", nil), ("/role/", "insufficient_role")]
        ),
        TokenShape(
            name: "one claim of two lets nobody through",
            issuer: "https://ids.shop.example",
            audience: "shop-api",
            claims: ["sub": #""s""#, "org": #"{"plan":["gold"]}"#],
            answers: [("/claim/", "claim_not_allowed")]
        ),
        TokenShape(
            name: "it lives for longer than a day",
            issuer: "https://ids.shop.example",
            audience: "shop-api",
            claims: ["sub": #""s""#, "exp": "4000000000"],
            answers: [("/open/", "invalid_claims")]
        ),
    ]
}
