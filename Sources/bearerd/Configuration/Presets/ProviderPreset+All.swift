import OAuth

/// A row is what is filled in, and why: as each provider's own documents have it.
extension ProviderPreset {
    private static let noTemplate: Set<String> = ["hmac_secret_file", "issuer_template", "tenants"]

    static let auth0 = ProviderPreset(
        provider: .auth0,
        issuerForm: "https://TENANT.auth0.com/, or the tenant's own domain, with a slash at the end",
        isIssuer: { $0.wholeMatch(of: #/https://[A-Za-z0-9.-]+\.auth0\.com//#) != nil },
        excluded: noTemplate.union(["audience_claim"]),
        rows: [
            .scopes("scope", "permissions", why: "permissions has what role-based access control grants"),
            .mark(
                .requires(oneOf: ["azp", "client_id"].map(ClaimPath.init(claim:))),
                why: "an access token names its client, an ID token does not"
            ),
        ]
    )

    static let keycloak = ProviderPreset(
        provider: .keycloak,
        issuerForm: "https://HOST/realms/REALM",
        isIssuer: { $0.wholeMatch(of: #/https?://[^/]+(/auth)?/realms/[^/]+/#) != nil },
        excluded: noTemplate,
        rows: [
            .scopes("scope", why: "Keycloak writes scopes nowhere else"),
            .roles(why: "roles of the realm, and those that its clients of an audience's name define") { policy in
                let clients = policy.audiences.map {
                    ClaimPath(claim: "resource_access").appending($0).appending("roles")
                }
                return [ClaimPath(claim: "realm_access").appending("roles")] + clients
            },
            .mark(
                .requires(
                    oneOf: [ClaimPath(claim: "typ")],
                    with: ["Bearer", "DPoP"],
                    otherwise: .unknown
                ),
                why: "the claim typ of an ID token is ID, of a refresh token Refresh"
            ),
        ]
    )

    static let entra = ProviderPreset(
        provider: .entra,
        issuerForm: "https://login.microsoftonline.com/TENANT/v2.0 or, for tokens of version 1,"
            + " https://sts.windows.net/TENANT/, where TENANT is the directory's identifier in small letters",
        isIssuer: { issuer in
            let tenant = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
            let forms = [
                "https://login\\.microsoftonline\\.(com|us)/\(tenant)/v2\\.0",
                "https://login\\.partner\\.microsoftonline\\.cn/\(tenant)/v2\\.0",
                "https://[a-z0-9-]+\\.ciamlogin\\.com/\(tenant)/v2\\.0",
                "https://sts\\.(windows\\.net|chinacloudapi\\.cn)/\(tenant)/",
            ]
            return forms.contains { form in (try? Regex(form).wholeMatch(in: issuer)) ?? nil != nil }
        },
        excluded: ["hmac_secret_file", "audience_claim"],
        rows: [
            .scopes("scp", why: "Entra writes scopes nowhere else"),
            .mark(
                .refuses(
                    ClaimPath(claim: "aud"),
                    with: [
                        "https://graph.microsoft.com", "https://graph.microsoft.com/",
                        "00000003-0000-0000-c000-000000000000",
                    ],
                    as: .microsoftGraph
                ),
                why: "nobody but Microsoft Graph can verify such a token"
            ),
            .mark(
                .requires(oneOf: ["azp", "appid"].map(ClaimPath.init(claim:))),
                why:
                    "an access token names its client, by azp in version 2 and appid in version 1; an ID token does not"
            ),
        ]
    )

    static let okta = ProviderPreset(
        provider: .okta,
        issuerForm:
            "https://DOMAIN.okta.com/oauth2/SERVER, or the same at a domain of one's own; what the server without"
            + " /oauth2/SERVER issues is for Okta itself",
        isIssuer: {
            $0.wholeMatch(of: #/https://[A-Za-z0-9-]+\.(okta|oktapreview|okta-emea|okta-gov)\.com/oauth2/[^/]+/#) != nil
        },
        excluded: noTemplate.union(["audience_claim"]),
        rows: [
            .scopes("scp", why: "Okta writes scopes nowhere else"),
            .mark(
                .requires(oneOf: [ClaimPath(claim: "cid")]),
                why: "an access token names its client by cid, an ID token does not"
            ),
        ]
    )

    static let cognito = ProviderPreset(
        provider: .cognito,
        issuerForm: "https://cognito-idp.REGION.amazonaws.com/POOL",
        isIssuer: {
            $0.wholeMatch(of: #/https://cognito-idp\.[a-z0-9-]+\.amazonaws\.com(\.cn)?/[A-Za-z0-9_-]+/#) != nil
        },
        excluded: noTemplate,
        rows: [
            .scopes("scope", why: "Cognito writes scopes nowhere else"),
            .roles(why: "Cognito's groups are what an administrator of the pool makes") { _ in
                [ClaimPath(claim: "cognito:groups")]
            },
            .audience(
                "client_id",
                why: "Cognito's access tokens have no aud: name the client identifiers as audiences"
            ),
            .mark(
                .requires(oneOf: [ClaimPath(claim: "token_use")], with: ["access"]),
                why: "token_use of an ID token is id"
            ),
        ]
    )
}
