import Testing

@testable import SharedStore

@Suite struct RedisCommandTests {
    @Test func wordsAreCountedInBytesAndTakenAsTheyAre() {
        let command = RedisCommand("SET", "a b", "ü\r\n")
        #expect(command.bytes == Array("*3\r\n$3\r\nSET\r\n$3\r\na b\r\n$4\r\nü\r\n\r\n".utf8))
    }
}
