/// Why a command of the issuer could not do its work, in one line for its user.
struct IssuerError: Error, Equatable, CustomStringConvertible {
    let description: String
}
