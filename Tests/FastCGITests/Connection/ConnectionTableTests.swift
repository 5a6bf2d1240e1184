import Testing

@testable import FastCGI

@Suite("Connection table")
struct ConnectionTableTests {
    private func insert(_ name: String, into table: inout ConnectionTable<String>) -> Int {
        var given = -1
        let element = table.insert { slot in
            given = slot
            return name
        }
        #expect(element == name)
        return given
    }

    @Test("each element is found at its slot until it is removed")
    func slots() {
        var table = ConnectionTable<String>()
        let a = insert("a", into: &table)
        let b = insert("b", into: &table)
        #expect(table[a] == "a")
        #expect(table[b] == "b")
        table.remove(a)
        #expect(table[a] == nil)
        #expect(table[b] == "b")
        #expect(Array(table.open) == ["b"])
    }

    @Test("a slot is nobody else's while an event for the last one may be under way")
    func notAtOnce() {
        var table = ConnectionTable<String>()
        let a = insert("a", into: &table)
        table.remove(a)
        let b = insert("b", into: &table)
        #expect(b != a)
        #expect(table[a] == nil)
        table.recycle()
        let c = insert("c", into: &table)
        #expect(c == a)
        #expect(table[a] == "c")
    }

    @Test("slots are used again: ten thousand connections, ten at a time, need few")
    func reuse() {
        var table = ConnectionTable<String>()
        for _ in 0..<1_000 {
            let slots = (0..<10).map { insert("\($0)", into: &table) }
            for slot in slots { table.remove(slot) }
            table.recycle()
        }
        #expect(table.slots.count == 10)
        #expect(Array(table.open).isEmpty)
    }
}
