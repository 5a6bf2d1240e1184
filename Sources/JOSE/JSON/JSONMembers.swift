import Text

/// Where the members of objects stand in their text.
struct JSONMembers: Sendable {
    struct Place: Sendable {
        /// Of the name, without its quotes.
        let nameStart, nameEnd: Int32
        let nameHash: UInt32
        let nameHasEscapes: Bool
        /// The value is a string without escapes.
        var isPlainString = false
        let valueStart: Int32
        var valueEnd: Int32 = 0

        var name: JSONStringPlace {
            JSONStringPlace(start: Int(nameStart), end: Int(nameEnd), hasEscapes: nameHasEscapes)
        }
    }

    /// Those that are known, and behind them what is left of objects that were read before.
    private var places: [Place] = []
    private(set) var count = 0
    /// The places of an object with many members by their hashes, each one more than its number; 0 is free.
    private var table: [UInt32] = []
    private let hash = JSONNameHash()

    /// Up to so many members are compared with each other.
    private static let scannedMembers = 16
    /// Most texts are the claims of a token.
    private static let usualMembers = 12

    var names: some Sequence<JSONStringPlace> { places.prefix(count).lazy.map(\.name) }

    init() {
        places.reserveCapacity(Self.usualMembers)
    }

    /// - Returns: which member it is.
    mutating func append(_ name: JSONStringPlace, valueStart: Int, in bytes: [UInt8]) -> Int {
        let place = Place(
            nameStart: Int32(name.start),
            nameEnd: Int32(name.end),
            nameHash: hash.of(name, in: bytes),
            nameHasEscapes: name.hasEscapes,
            valueStart: Int32(valueStart)
        )
        if count < places.count { places[count] = place } else { places.append(place) }
        count += 1
        return count - 1
    }

    mutating func endValue(of member: Int, at end: Int, isPlainString: Bool) {
        places[member].valueEnd = Int32(end)
        places[member].isPlainString = isPlainString
    }

    /// Ends an object whose members began at `first`.
    mutating func close(from first: Int) {
        count = first
    }

    /// The members of the one object that there is, in no more memory than they need.
    var compacted: JSONMembers {
        var members = self
        members.places = Array(places[..<count])
        if count <= Self.scannedMembers { members.table = [] }
        return members
    }

    /// - Returns: where the second of two members with the same name begins.
    mutating func duplicate(from first: Int, in bytes: [UInt8]) -> Int? {
        let isLarge = count - first > Self.scannedMembers
        let duplicate = isLarge ? indexed(from: first, in: bytes) : scanned(from: first, in: bytes)
        return duplicate.map { Int(places[$0].nameStart) - 1 }
    }

    private func scanned(from first: Int, in bytes: [UInt8]) -> Int? {
        guard count - first > 1 else { return nil }
        for index in first + 1..<count {
            let hash = places[index].nameHash
            for earlier in first..<index where places[earlier].nameHash == hash && isSame(index, earlier, in: bytes) {
                return index
            }
        }
        return nil
    }

    private mutating func indexed(from first: Int, in bytes: [UInt8]) -> Int? {
        let size = 2 << (Int.bitWidth - (count - first).leadingZeroBitCount)
        if table.count == size {
            for slot in table.indices { table[slot] = 0 }
        } else {
            table = [UInt32](repeating: 0, count: size)
        }
        for index in first..<count {
            var slot = Int(places[index].nameHash) & (size - 1)
            while table[slot] != 0 {
                let earlier = first + Int(table[slot]) - 1
                if places[earlier].nameHash == places[index].nameHash, isSame(index, earlier, in: bytes) {
                    return index
                }
                slot = (slot + 1) & (size - 1)
            }
            table[slot] = UInt32(index - first + 1)
        }
        return nil
    }

    private func isSame(_ first: Int, _ second: Int, in bytes: [UInt8]) -> Bool {
        places[first].name.text(in: bytes).isSameText(as: places[second].name.text(in: bytes))
    }

    /// The member with exactly this name.
    func find(_ name: String, in bytes: [UInt8]) -> Place? {
        if count <= Self.scannedMembers {
            // Most names differ in their length, which costs less to compare than the name's hash costs to make.
            for index in 0..<count where places[index].name.isSame(as: name, in: bytes) { return places[index] }
            return nil
        }
        let hash = hash.of(name)
        var slot = Int(hash) & (table.count - 1)
        while table[slot] != 0 {
            let place = places[Int(table[slot]) - 1]
            if place.nameHash == hash, place.name.isSame(as: name, in: bytes) { return place }
            slot = (slot + 1) & (table.count - 1)
        }
        return nil
    }
}
