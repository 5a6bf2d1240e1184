import Text

/// A JSON object: its members in the order they came, no two with the same name.
///
/// Names are compared code point by code point.
public struct JSONObject: Sendable {
    struct Member: Sendable {
        let name: String
        var value: JSONValue
    }

    /// As it was read; `nil` once it was changed, or if it was made here.
    private(set) var text: JSONText?
    /// Those of an object that was not read.
    private var ownMembers: [Member] = []
    /// Where each name stands, kept once a scan of all members would cost more.
    private var positions: [ExactText: Int] = [:]

    /// An object without members.
    public init() {}

    init(_ text: JSONText) {
        self.text = text
    }

    /// Members of which no two have the same name.
    init(unique members: [Member]) {
        ownMembers = members
        reindex()
    }

    /// - Parameter members: of two with the same name the later one counts.
    public init(_ members: some Sequence<(String, JSONValue)>) {
        for (name, value) in members {
            self[name] = value
        }
    }

    /// In their order, each with its value.
    var members: [Member] {
        text?.whole.ownMembers ?? ownMembers
    }

    /// The same object in no more memory than it needs, to be kept for long.
    package var compacted: JSONObject {
        var object = self
        // Unlike a copy, which shares the room that the array has grown into. What was read never has more.
        object.ownMembers = ownMembers.map { $0 }
        return object
    }

    /// The value of the member with exactly this name. Setting `nil` removes it; a new member comes last.
    public subscript(name: String) -> JSONValue? {
        get {
            if let text { return text.value(of: name) }
            return position(of: name).map { ownMembers[$0].value }
        }
        set {
            if let text { self = text.whole }
            switch (position(of: name), newValue) {
            case (let position?, let value?):
                ownMembers[position].value = value
            case (let position?, nil):
                ownMembers.remove(at: position)
                reindex()
            case (nil, let value?):
                append(Member(name: name, value: value))
            case (nil, nil):
                break
            }
        }
    }

    /// Whether there is a member with exactly this name.
    public func contains(_ name: String) -> Bool {
        text?.contains(name) ?? (position(of: name) != nil)
    }

    /// The value of the member with exactly this name, unless it is an array: what stands in one is made whole, and a
    /// stranger chooses how much that is.
    public func single(_ name: String) -> JSONValue? {
        if case .single(let value) = look(name) { value } else { nil }
    }

    /// What stands under exactly this name, found once.
    package func look(_ name: String) -> JSONMember {
        if let text { return text.look(name) }
        guard let value = self[name] else { return .absent }
        return value.arrayValue == nil ? .single(value) : .array
    }

    /// The strings of the member with exactly this name, which is an array of strings or a string by itself.
    public func strings(_ name: String) -> [String]? {
        if let text { return text.strings(name) }
        guard let value = self[name] else { return nil }
        return value.stringValue.map { [$0] } ?? value.stringArrayValue
    }

    /// The members' names, in their order.
    public var names: [String] {
        text?.names ?? ownMembers.map(\.name)
    }

    /// How many members there are.
    public var count: Int {
        text?.members.count ?? ownMembers.count
    }

    /// Whether there are no members.
    public var isEmpty: Bool {
        count == 0
    }

    private mutating func append(_ member: Member) {
        ownMembers.append(member)
        if ownMembers.count > JSONObject.scannedMembers {
            if positions.isEmpty {
                reindex()
            } else {
                positions[ExactText(member.name)] = ownMembers.count - 1
            }
        }
    }

    private mutating func reindex() {
        positions.removeAll()
        guard ownMembers.count > JSONObject.scannedMembers else { return }
        for (position, member) in ownMembers.enumerated() {
            positions[ExactText(member.name)] = position
        }
    }

    private func position(of name: String) -> Int? {
        if ownMembers.count > JSONObject.scannedMembers {
            return positions[ExactText(name)]
        }
        for index in ownMembers.indices where ownMembers[index].name.isSameText(as: name) { return index }
        return nil
    }

    private static let scannedMembers = 16
}

extension JSONObject: Hashable {
    /// The order of members means nothing (RFC 8259 §4).
    public static func == (first: JSONObject, second: JSONObject) -> Bool {
        if let first = first.text, let second = second.text, first.isWritten(as: second) { return true }
        return first.count == second.count && first.members.allSatisfy { second[$0.name] == $0.value }
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
