/// Where the members of objects stand in their text.
struct JSONMembers: Sendable {
    struct Place: Sendable {
        /// Of the name, and the value's first byte.
        let start, end, value: Int32
        let hash: UInt32
        let hasEscapes: Bool

        var name: JSONStringPlace { JSONStringPlace(start: Int(start), end: Int(end), hasEscapes: hasEscapes) }
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

    mutating func reserve() {
        places.reserveCapacity(Self.usualMembers)
    }

    mutating func append(_ name: JSONStringPlace, value: Int, in bytes: [UInt8]) {
        let place = Place(
            start: Int32(name.start),
            end: Int32(name.end),
            value: Int32(value),
            hash: hash.of(name, in: bytes),
            hasEscapes: name.hasEscapes
        )
        if count < places.count { places[count] = place } else { places.append(place) }
        count += 1
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
        return duplicate.map { Int(places[$0].start) - 1 }
    }

    private func scanned(from first: Int, in bytes: [UInt8]) -> Int? {
        guard count - first > 1 else { return nil }
        for index in first + 1..<count {
            let hash = places[index].hash
            for earlier in first..<index where places[earlier].hash == hash && isSame(index, earlier, in: bytes) {
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
            var slot = Int(places[index].hash) & (size - 1)
            while table[slot] != 0 {
                let earlier = first + Int(table[slot]) - 1
                if places[earlier].hash == places[index].hash, isSame(index, earlier, in: bytes) { return index }
                slot = (slot + 1) & (size - 1)
            }
            table[slot] = UInt32(index - first + 1)
        }
        return nil
    }

    private func isSame(_ first: Int, _ second: Int, in bytes: [UInt8]) -> Bool {
        places[first].name.text(in: bytes).isSameText(as: places[second].name.text(in: bytes))
    }

    /// Where the value of the member with exactly this name begins.
    func find(_ name: String, in bytes: [UInt8]) -> Int? {
        if count <= Self.scannedMembers {
            for index in 0..<count where places[index].name.isSame(as: name, in: bytes) {
                return Int(places[index].value)
            }
            return nil
        }
        let hash = hash.of(name)
        var slot = Int(hash) & (table.count - 1)
        while table[slot] != 0 {
            let place = places[Int(table[slot]) - 1]
            if place.hash == hash, place.name.isSame(as: name, in: bytes) { return Int(place.value) }
            slot = (slot + 1) & (table.count - 1)
        }
        return nil
    }
}
