import Testing

@testable import FastCGI

@Suite("Worker inbox")
struct WorkerInboxTests {
    @Test("a connection that was just handed over keeps the worker from leaving")
    func race() {
        var inbox = WorkerInbox()
        let isTaken = inbox.adopt(7)
        #expect(isTaken)
        let mayLeaveAtOnce = inbox.close()
        #expect(!mayLeaveAtOnce)
        let taken = inbox.take()
        #expect(taken.descriptors == [7])
        let mayLeave = inbox.close()
        #expect(mayLeave)
    }

    @Test("nobody can hand a connection to a worker that has left")
    func closed() {
        var inbox = WorkerInbox()
        let mayLeave = inbox.close()
        #expect(mayLeave)
        let isTaken = inbox.adopt(7)
        #expect(!isTaken)
        let taken = inbox.take()
        #expect(taken.descriptors.isEmpty)
        let isTakenLater = inbox.adopt(8)
        #expect(!isTakenLater)
    }

    @Test("a handler that was just handed over keeps the worker from leaving, and one that has left takes none")
    func handlers() {
        let change = HandlerChange(to: TestRoutes.handler, takers: 1)
        var inbox = WorkerInbox()
        let isTaken = inbox.change(change)
        #expect(isTaken)
        let mayLeaveAtOnce = inbox.close()
        #expect(!mayLeaveAtOnce)
        let taken = inbox.take()
        #expect(taken.changes.count == 1)
        let mayLeave = inbox.close()
        #expect(mayLeave)
        let isTakenLater = inbox.change(change)
        #expect(!isTakenLater)
    }

    @Test("what is taken is taken once")
    func take() {
        var inbox = WorkerInbox()
        _ = inbox.adopt(7)
        inbox.stop()
        let first = inbox.take()
        #expect(first.descriptors == [7])
        #expect(first.stops)
        let second = inbox.take()
        #expect(second.descriptors.isEmpty)
        #expect(!second.stops)
    }

    @Test("the worker is woken once for everything until it looks")
    func signals() {
        var inbox = WorkerInbox()
        let isFirst = inbox.mustSignal()
        #expect(isFirst)
        let isSecond = inbox.mustSignal()
        #expect(!isSecond)
        _ = inbox.take()
        let isFirstAgain = inbox.mustSignal()
        #expect(isFirstAgain)
    }
}
