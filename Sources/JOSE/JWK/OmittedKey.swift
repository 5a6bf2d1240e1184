/// A key that a set holds and that cannot verify here.
public struct OmittedKey: Sendable, Hashable {
    /// Its place in `keys`, from 0.
    public let index: Int
    /// Its `kid`, if that is a string. It is not trusted: escape it where it is shown.
    public let keyID: String?
    /// What it says of itself; `nil` if it is no object.
    public let summary: KeySummary?
    /// Why it was left out.
    public let reason: JWKError
}
