import Text

/// Where the members of objects stand in their text.
struct JSONMembers: Sendable {
    struct Place: Sendable {
        /// Of the name, without its quotes.
        let nameStart, nameEnd: Int32
        let nameHash: UInt32
        let nameHasEscapes: Bool
        /// The value is a string without escapes.
        let isPlainString: Bool
        let valueStart, valueEnd: Int32

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

    /// Adds a member whose value was read, and with it whatever stands in there.
    mutating func append(_ name: JSONStringPlace, value: Range<Int>, isPlainString: Bool, in bytes: [UInt8]) {
        let place = Place(
            nameStart: Int32(truncatingIfNeeded: name.start),
            nameEnd: Int32(truncatingIfNeeded: name.end),
            nameHash: hash.of(name, in: bytes),
            nameHasEscapes: name.hasEscapes,
            isPlainString: isPlainString,
            valueStart: Int32(truncatingIfNeeded: value.lowerBound),
            valueEnd: Int32(truncatingIfNeeded: value.upperBound)
        )
        if count < places.count { places[count] = place } else { places.append(place) }
        count &+= 1
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
        let places = places.span
        for index in first + 1..<count {
            let hash = places[index].nameHash
            for earlier in first..<index where places[earlier].nameHash == hash {
                if Self.isSame(places[index], places[earlier], in: bytes) { return index }
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
        // The table is asked once, and not at every access, whether anybody else holds it.
        let (places, count) = (places, count)
        var table = table.mutableSpan
        for index in first..<count {
            let place = places[index]
            var slot = Int(place.nameHash) & (size - 1)
            while table[slot] != 0 {
                let earlier = places[first + Int(table[slot]) - 1]
                if earlier.nameHash == place.nameHash, Self.isSame(earlier, place, in: bytes) { return index }
                slot = (slot + 1) & (size - 1)
            }
            table[slot] = UInt32(truncatingIfNeeded: index - first + 1)
        }
        return nil
    }

    private static func isSame(_ first: Place, _ second: Place, in bytes: [UInt8]) -> Bool {
        first.name.text(in: bytes).isSameText(as: second.name.text(in: bytes))
    }

    /// The member with exactly this name.
    func find(_ name: String, in bytes: [UInt8]) -> Place? {
        let hash = hash.of(name)
        guard count > Self.scannedMembers else {
            for index in 0..<count where places[index].nameHash == hash {
                if places[index].name.isSame(as: name, in: bytes) { return places[index] }
            }
            return nil
        }
        var slot = Int(hash) & (table.count - 1)
        while table[slot] != 0 {
            let place = places[Int(table[slot]) - 1]
            if place.nameHash == hash, place.name.isSame(as: name, in: bytes) { return place }
            slot = (slot + 1) & (table.count - 1)
        }
        return nil
    }
}
