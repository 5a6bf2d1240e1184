import OAuth

extension Challenge {
    /// `acr_values` and `max_age` (RFC 9470 §3).
    mutating func add(_ authentication: AuthenticationRequirement) {
        if !authentication.contexts.isEmpty {
            add("acr_values", authentication.contexts.joined(separator: " "))
        }
        if let maxAge = authentication.maxAge {
            add("max_age", String(maxAge.components.seconds))
        }
    }
}
