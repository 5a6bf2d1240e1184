/// A provider that is known by name: the values of `PROVIDER` and of `preset`.
enum Provider: String, CaseIterable, Sendable {
    case auth0
    case keycloak
    case entra
    case okta
    case cognito
}
