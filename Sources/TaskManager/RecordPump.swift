import ChildProcess
import DreyModel
import Glibc

/// Passes on what one worker prints, line by line with the job's id, on a thread of its own.
///
/// It reads no more before what it has read is written, so a reader that is behind holds up the worker.
final class RecordPump: Sendable {
  /// To be the worker's standard output; open until ``finish()``.
  let workerEnd: Int32
  private let records: Int32
  private let wakeUp: (reading: Int32, writing: Int32)
  private let output: RecordOutput
  private let atEnd = Completion<Void>()

  /// The most that a pipe holds.
  private static let pipeCapacity = 1 << 20

  /// - Throws: ``ChildProcess/SpawnError`` where the system has no pipe or no thread left.
  init(of job: JobID, to output: RecordOutput) throws(SpawnError) {
    self.output = output
    (records, workerEnd) = try Self.pipe()
    do { wakeUp = try Self.pipe() } catch {
      close(records)
      close(workerEnd)
      throw error
    }
    _ = fcntl(records, F_SETFL, O_NONBLOCK)
    do { try BlockingThread.start { self.run(RecordTagger(job)) } } catch {
      for each in [records, workerEnd, wakeUp.reading, wakeUp.writing] { close(each) }
      throw error
    }
  }

  /// To be called once, when the worker has ended: passes on what it has printed, then says that this was all.
  ///
  /// Where the calling task is cancelled, a reader that is behind is waited for no longer than a second.
  func finish() async {
    // Not the pipe's end is waited for, since a process that the worker left behind may hold it open.
    close(wakeUp.writing)
    if await atEnd.valueUnlessCancelled() == nil {
      await Task { [atEnd] in _ = await atEnd.value(within: .seconds(1)) }.value
    }
    close(workerEnd)
  }

  private func run(_ tagger: consuming RecordTagger) {
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    var left: Int?
    var isRead = true
    while isRead, left ?? 1 > 0 {
      if left == nil, waitForMore() { left = Self.pipeCapacity }
      let count = read(records, &buffer, buffer.count)
      if count > 0 {
        isRead = output.write(tagger.append(buffer[..<count]))
        left = left.map { $0 - count }
      } else if count == 0 || errno == EAGAIN && left != nil || ![EAGAIN, EINTR].contains(errno) {
        break
      }
    }
    if isRead { _ = output.write(tagger.finish()) }
    close(records)
    close(wakeUp.reading)
    atEnd.complete(())
  }

  /// - Returns: whether the worker has ended.
  private func waitForMore() -> Bool {
    var events = [records, wakeUp.reading].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    while poll(&events, 2, -1) < 0, errno == EINTR {}
    return events[1].revents != 0
  }

  private static func pipe() throws(SpawnError) -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [-1, -1]
    guard Glibc.pipe(&ends) == 0 else { throw .system(operation: "pipe", errno: errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }
}
