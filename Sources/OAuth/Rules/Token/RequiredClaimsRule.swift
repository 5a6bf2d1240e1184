import JOSE
import Text

extension Rule<TokenContent> {
    /// The claims that the policy asks for.
    static var requiredClaims: Rule {
        Rule("required claims") { subject in
            subject.policy.requiredClaims.keys.map(\.text).sorted().joined(separator: ", ")
        } remedy: { subject in
            let accepted = subject.policy.requiredClaims.map { name, values in
                "\(name) \(String(decoding: JSONValue.array(values).encoded(), as: UTF8.self))"
            }
            return "accepted (required_claims): \(accepted.sorted().joined(separator: ", "))"
        } applicability: { subject in
            subject.policy.requiredClaims.isEmpty ? .absent : .applies
        } check: { subject throws(TokenValidationError) in
            guard !subject.policy.requiredClaims.isEmpty else { return }
            for (name, allowed) in subject.policy.requiredClaims.sorted(by: { $0.key.text < $1.key.text }) {
                let value = subject.allClaims.states(name.text) ? subject.allClaims[name.text] : nil
                let values = value.map { $0.arrayValue ?? [$0] } ?? []
                guard values.contains(where: allowed.contains) else {
                    throw .invalidClaims(detail: "claim \(name) has none of the values that are required")
                }
            }
        }
    }
}
