import OAuth

extension DPoPMode {
    /// The schemes to challenge for, in their order.
    var schemes: [Credentials.Scheme] {
        switch self {
        case .allowed, .observe: [.bearer, .dpop]
        case .required: [.dpop]
        case .disabled: [.bearer]
        }
    }
}
