import JOSE
import OAuth

/// What `check-config --online` says about asking an issuer about tokens.
struct IntrospectionReport {
    let line: String
    /// It says what it should of a token that nobody has issued.
    let isGood: Bool

    /// Asks about a token that nobody has issued.
    init(_ introspection: TokenIntrospection, of issuer: String) async {
        do throws(IntrospectionFault) {
            let isActive = try await introspection.isActive(Base64URL.encode(RandomBytes.make(count: 32)), of: issuer)
            isGood = !isActive
            line =
                isActive
                ? "\(issuer): the introspection endpoint calls a token active that nobody has issued"
                : "\(issuer): the introspection endpoint answers"
        } catch {
            isGood = false
            line = "\(issuer): \(error.reason)"
        }
    }
}
