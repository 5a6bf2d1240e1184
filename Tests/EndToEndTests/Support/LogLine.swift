import Foundation

/// One line of bearerd's log, which must be a JSON object of plain values.
struct LogLine {
    private let members: [String: Value]

    init(_ text: some StringProtocol) throws {
        members = try JSONDecoder().decode([String: Value].self, from: Data(text.utf8))
    }

    /// A member that is a string.
    subscript(name: String) -> String? {
        guard case .string(let value) = members[name] else { return nil }
        return value
    }

    /// A member that is a number.
    func number(_ name: String) -> Double? {
        guard case .number(let value) = members[name] else { return nil }
        return value
    }

    /// The members of a member that is an object of numbers.
    func numbers(_ name: String) -> [String: Double] {
        guard case .numbers(let value) = members[name] else { return [:] }
        return value
    }

    private enum Value: Decodable {
        case string(String), number(Double), numbers([String: Double]), other

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let value = try? container.decode(String.self) {
                self = .string(value)
            } else if let value = try? container.decode(Double.self) {
                self = .number(value)
            } else if let value = try? container.decode([String: Double].self) {
                self = .numbers(value)
            } else {
                self = .other
            }
        }
    }
}
