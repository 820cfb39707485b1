import DreyModel
import Testing

@testable import FlinkAgent

@Suite struct LogTests {
  private let trace =
    #"org.x.Outer: outer\n\tat org.x.A.b(A.java:1)\nCaused by: java.lang.IllegalStateException: boom at \"5\"\n\tat Job.map(Job.java:9)\n\t... 5 more\n"#

  @Test func aMessageWithItsException() throws {
    let line = try #require(
      LogLine(parsing: "\u{1E}WARN\u{1F}org.x.Y\u{1F}one\\ntwo \\u0001\\\\ \\/\u{1F}\(trace)"))
    #expect(line.level == "WARN")
    #expect(line.logger == "org.x.Y")
    #expect(line.message == "one\ntwo \u{1}\\ /")
    #expect(line.stackTrace.count == 5)
    #expect(StackTrace(lines: line.stackTrace).rootCause == "java.lang.IllegalStateException: boom at \"5\"")
    #expect(line.text().hasPrefix("one\ntwo"))
    #expect(line.text().hasSuffix("... 5 more"))
  }

  @Test(arguments: ["", "OpenJDK 64-Bit Server VM warning: x", "\u{1E}", "\u{1E}INFO\u{1F}x", " \u{1E}I\u{1F}a\u{1F}b"])
  func whatIsNoMessageOfTheLog(text: String) { #expect(LogLine(parsing: text) == nil) }

  @Test func aLineThatWasCutIsStillAMessage() throws {
    let line = try #require(LogLine(parsing: "\u{1E}INFO\u{1F}a\u{1F}half \\u00"))
    #expect(line.message == "half \\u00")
  }

  @Test func aLongTraceKeepsBothEnds() {
    let lines = (0..<500).map { "line \($0)" }
    let cut = StackTrace.cut(lines, to: 60)
    #expect(cut.count == 60)
    #expect(cut.first == "line 0")
    #expect(cut.last == "line 499")
  }

  @Test func missingSlotsAreNotTheJobsDoing() {
    let trace = StackTrace(
      "a.B: x\nCaused by: org.apache.flink.runtime.jobmanager.scheduler.NoResourceAvailableException: no")
    #expect(trace.failure().domain == .infrastructure)
    #expect(StackTrace("a.B: x").failure().domain == .user)
    #expect(StackTrace("").failure().message.isEmpty == false)
  }

  @Test(
    arguments: [
      ("Application completed SUCCESSFULLY", .succeeded), ("Application CANCELED: ", .canceled),
      ("Application FAILED: ", .failed), ("Application failed unexpectedly: ", .failed), ("Application started", nil),
    ] as [(String, ApplicationStatus?)])
  func theEndOfAnApplication(message: String, status: ApplicationStatus?) throws {
    var log = ApplicationLog()
    let logger = "org.apache.flink.client.deployment.application.ApplicationDispatcherBootstrap"
    log.observe(try #require(LogLine(parsing: "\u{1E}INFO\u{1F}org.other.X\u{1F}\(message)\u{1F}")))
    #expect(log.end == nil)
    log.observe(try #require(LogLine(parsing: "\u{1E}INFO\u{1F}\(logger)\u{1F}\(message)\u{1F}\(trace)")))
    #expect(log.end?.status == status)
    #expect(log.end?.failure?.message == (status == .failed ? "java.lang.IllegalStateException: boom at \"5\"" : nil))
  }
}
