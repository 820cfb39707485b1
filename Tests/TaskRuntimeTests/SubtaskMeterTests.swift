import DreyModel
import Glibc
import Testing

@testable import TaskRuntime

@Suite(.timeLimit(.minutes(1))) struct SubtaskMeterTests {
  @Test func waitingIsNotBusy() async throws {
    let metrics = try await onThread {
      let meter = SubtaskMeter()
      #expect(meter.metrics == SubtaskMetrics())
      meter.begin()
      meter.waiting(for: .input) { pause(milliseconds: 30) }
      meter.waiting(for: .room) { pause(milliseconds: 20) }
      pause(milliseconds: 40)
      meter.read(records: 3, bytes: 24)
      meter.wrote(records: 2)
      meter.wrote(bytes: 16)
      meter.finish()
      return meter.metrics
    }
    #expect(metrics.idleTime >= 30)
    #expect(metrics.backPressuredTime >= 20)
    #expect(metrics.busyTime >= 40)
    #expect([metrics.readRecords, metrics.readBytes, metrics.writeRecords, metrics.writeBytes] == [3, 24, 2, 16])
  }

  @Test func aWaitThatGoesOnCountsAlready() async throws {
    let meter = SubtaskMeter()
    let release = Mailbox<Void>()
    async let waited: Void = onThread {
      meter.begin()
      meter.waiting(for: .room) { _ = release.take() }
    }
    try await eventually { meter.metrics.backPressuredTime >= 20 }
    #expect(meter.metrics.idleTime == 0)
    release.close()
    try await waited
  }

  /// A job whose consumer is slow: its producer is back-pressured, the consumer is busy.
  @Test func aJobsTimesAndCounts() async throws {
    let job = SumJob(upstream: 1, downstream: 1, numbers: 40_000) { pause(milliseconds: 5) }
    let execution = try JobExecution(job.program, subtasks: job.graph.subtasks)
    #expect(try await onThread { execution.run { _ in } } == nil)
    let progress = execution.progress.map(\.metrics)
    #expect(progress[0].writeRecords == 40_000)
    #expect(progress[1].readRecords == 40_000)
    #expect(progress[0].writeBytes == 8 * 40_000)
    #expect(progress[1].readBytes == 8 * 40_000)
    // About 40 batches of 5 ms, of which the producer sees all but those that the queue holds.
    #expect(progress[1].busyTime >= 150)
    #expect(progress[0].backPressuredTime >= 50)
  }
}

/// Keeps the calling thread busy with nothing.
func pause(milliseconds: UInt32) { usleep(milliseconds * 1000) }
