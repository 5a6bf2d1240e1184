/// A JSON object: its members in the order they came, no two with the same name.
///
/// Names are compared code point by code point.
public struct JSONObject: Sendable {
    struct Member: Sendable {
        let name: String
        var value: JSONValue
    }

    private(set) var members: [Member] = []
    /// Where each name stands, kept once a scan of all members would cost more.
    private var positions: [ExactText: Int] = [:]

    /// An object without members.
    public init() {}

    /// An object without members, and with room for some.
    init(capacity: Int) {
        members.reserveCapacity(capacity)
    }

    /// - Parameter members: of two with the same name the later one counts.
    public init(_ members: some Sequence<(String, JSONValue)>) {
        for (name, value) in members {
            self[name] = value
        }
    }

    /// The same object in no more memory than it needs, to be kept for long.
    package var compacted: JSONObject {
        var object = self
        // Unlike a copy, which shares the room that the array has grown into.
        object.members = members.map { $0 }
        return object
    }

    /// The value of the member with exactly this name. Setting `nil` removes it; a new member comes last.
    public subscript(name: String) -> JSONValue? {
        get {
            position(of: name).map { members[$0].value }
        }
        set {
            switch (position(of: name), newValue) {
            case (let position?, let value?):
                members[position].value = value
            case (let position?, nil):
                members.remove(at: position)
                reindex()
            case (nil, let value?):
                append(Member(name: name, value: value))
            case (nil, nil):
                break
            }
        }
    }

    /// The members' names, in their order.
    public var names: [String] {
        members.map(\.name)
    }

    /// How many members there are.
    public var count: Int {
        members.count
    }

    /// Whether there are no members.
    public var isEmpty: Bool {
        members.isEmpty
    }

    /// - Returns: `false`, and nothing changed, where the name is there already.
    mutating func insert(_ name: String, _ value: JSONValue) -> Bool {
        guard position(of: name) == nil else { return false }
        append(Member(name: name, value: value))
        return true
    }

    private mutating func append(_ member: Member) {
        members.append(member)
        if members.count > JSONObject.scannedMembers {
            if positions.isEmpty {
                reindex()
            } else {
                positions[ExactText(member.name)] = members.count - 1
            }
        }
    }

    private mutating func reindex() {
        positions.removeAll()
        guard members.count > JSONObject.scannedMembers else { return }
        for (position, member) in members.enumerated() {
            positions[ExactText(member.name)] = position
        }
    }

    private func position(of name: String) -> Int? {
        if members.count > JSONObject.scannedMembers {
            return positions[ExactText(name)]
        }
        for index in members.indices where members[index].name.isSameText(as: name) { return index }
        return nil
    }

    private static let scannedMembers = 16
}

extension JSONObject: Hashable {
    /// The order of members means nothing (RFC 8259 §4).
    public static func == (first: JSONObject, second: JSONObject) -> Bool {
        first.count == second.count && first.members.allSatisfy { second[$0.name] == $0.value }
    }

    /// The same for any order of the members.
    public func hash(into hasher: inout Hasher) {
        var combined = 0
        for member in members {
            var memberHasher = Hasher()
            memberHasher.combine(ExactText(member.name))
            memberHasher.combine(member.value)
            combined ^= memberHasher.finalize()
        }
        hasher.combine(combined)
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// Of two members with the same name the later one counts.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self.init(elements)
    }
}
