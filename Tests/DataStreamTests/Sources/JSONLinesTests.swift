import DreyModel
import FoundationEssentials
import Glibc
import Synchronization
import TaskRuntime
import Testing

@testable import DataStream

struct Offer: Codable, StreamCodable, Hashable {
  var auction: Int
  var bidder: String
  var tags: [Tag]?
  struct Tag: Codable, Hashable { var id: Int }
}

@Suite(.timeLimit(.minutes(1))) struct JSONLinesTests {
  /// What a job makes of a file, in the order of its lines where one subtask reads them.
  private func read<Record: StreamCodable & Decodable>(
    _ text: [UInt8], as type: Record.Type, parallelism: Int = 1, _ policy: MalformedPolicy = .fail
  ) async throws -> [Record] {
    let folder = try Folder()
    let path = "\(folder.path)/lines"
    let file = try #require(fopen(path, "w"))
    #expect(fwrite(text, 1, text.count, file) == text.count)
    fclose(file)
    return try await run(parallelism) { $0.readJSONLines(path, as: type, malformed: policy) }
  }

  private func run<Record: StreamCodable>(
    _ parallelism: Int = 1, _ define: (StreamExecutionEnvironment) -> DataStream<Record>
  ) async throws -> [Record] {
    let process = ApplicationProcess(arguments: [], defaultParallelism: "\(parallelism)")
    let env = try StreamExecutionEnvironment(executor: LocalExecutor(), process: process)
    let records = Received<Record>()
    define(env).sink("Sink: Test") { _ in
      Output(batch: { $0.consumeEach { records.add($0) } }, signal: { _ in })
    }
    try await env.execute()
    return records.all
  }

  private final class Received<Record: Sendable>: Sendable {
    private let state = Mutex<[Record]>([])
    func add(_ record: Record) { state.withLock { $0.append(record) } }
    var all: [Record] { state.withLock { $0 } }
  }

  private final class Folder {
    let path: String
    init() throws {
      var template = Array("/tmp/drey-json-XXXXXX".utf8CString)
      path = try template.withUnsafeMutableBufferPointer { buffer in
        let base = try #require(buffer.baseAddress)
        return String(cString: try #require(mkdtemp(base)))
      }
    }
    func write(_ text: String) throws -> String {
      let file = try #require(fopen("\(path)/lines", "w"))
      defer { fclose(file) }
      fputs(text, file)
      return "\(path)/lines"
    }
    deinit {
      for name in ["lines", "out/part-0", "out/part-1", "out", ""] { _ = remove("\(path)/\(name)") }
    }
  }

  @Test func valuesOfAnyKind() async throws {
    let text =
      "\u{FEFF}{\"bidder\":\"ż\\u00e9\\n\",\"auction\":7}\r\n \n{\"auction\":-1,\"bidder\":\"\",\"tags\":[{\"id\":3}]}"
    let bids = [
      Offer(auction: 7, bidder: "żé\n"), Offer(auction: -1, bidder: "", tags: [Offer.Tag(id: 3)]),
    ]
    for parallelism in 1...4 {
      let found = try await read(Array(text.utf8), as: Offer.self, parallelism: parallelism)
      #expect(Set(found) == Set(bids) && found.count == 2)
    }
    #expect(try await read(Array("1\n\"2\"\n".utf8), as: Int.self, .skip()) == [1])
    #expect(try await read([], as: Int.self) == [])
  }

  @Test(arguments: [
    (#"{"auction":1,"bidder":"x""#, "column 26: this is no JSON, it ends too early"),
    (#"{"auction":1, "bidder": x}"#, "column 25: this is no JSON"),
    (#"{"auction":"1","bidder":"x"}"#, "column 12: 'auction': Expected to decode Int but found a string instead."),
    (#"{"auction":1}"#, "column 1: there is no 'bidder'"),
    (#"{"bidder":"żżż","auction":1,"tags":[{"id":1}, {"id":[true]}]}"#, "column 53: 'tags[1].id': Expected to decode"),
    (#"{"bidder":"x","auction":1,"tags":[{"id":1}, {}]}"#, "column 45: 'tags[1]': there is no 'id'"),
    (#"[]"#, "column 1: Expected to decode"),
    (#"{"auction":1.5,"bidder":""}"#, "column 1: a value does not fit the type that is expected for it"),
    (#"{"auction":1,"bidder":""} x"#, "column 27: this is no JSON"),
  ])
  func malformedLines(line: String, message: String) async throws {
    let text = "\n{\"auction\":1,\"bidder\":\"x\"}\n\(line)\n"
    let skipped = SkippedLines()
    let left = try await read(Array(text.utf8), as: Offer.self, parallelism: 2, .skip(counting: skipped))
    #expect(left == [Offer(auction: 1, bidder: "x")])
    #expect(skipped.count == 1)
    do {
      _ = try await read(Array(text.utf8), as: Offer.self, parallelism: 2)
      Issue.record("no failure")
    } catch let failure as Failure {
      #expect(failure.message.contains("lines' line 3, \(message)"), "\(failure)")
      #expect(failure.domain == .user)
    }
  }

  @Test func whatIsNotUTF8() async throws {
    let text = Array(#"{"auction":1,"bidder":""#.utf8) + [0xFF] + Array("\"}".utf8)
    do {
      _ = try await read(text, as: Offer.self)
      Issue.record("no failure")
    } catch let failure as Failure {
      #expect(failure.message.hasSuffix("line 1, column 1: the line is not UTF-8"))
    }
  }

  @Test func linesComeBackAsTheyWere() async throws {
    let folder = try Folder()
    let bids = (0..<500).map {
      Offer(auction: $0, bidder: "a/\n\"\u{1}ż \($0)", tags: $0 % 2 == 0 ? nil : [Offer.Tag(id: $0)])
    }
    let process = ApplicationProcess(arguments: [], defaultParallelism: "2")
    let env = try StreamExecutionEnvironment(executor: LocalExecutor(), process: process)
    env.fromCollection(bids).rebalance().map { $0 }.writeJSONLines("\(folder.path)/out")
    try await env.execute()
    #expect(Set(try await run(3) { $0.readJSONLines("\(folder.path)/out", as: Offer.self) }) == Set(bids))
  }

  struct Event: Codable, StreamCodable, Hashable {
    var at: Date
    var until: Date?
  }

  private func at(_ seconds: Double) -> Date { Date(timeIntervalSince1970: seconds) }

  @Test(arguments: [
    (JSONDates.iso8601, #""2023-11-14T22:13:20Z""#), (.iso8601, #""2023-11-14T22:13:20.000+00:00""#),
    (.iso8601, #""2023-11-14t23:13:20,0+01""#), (.iso8601, #""2023-11-14T17:43:20-0430""#),
    (.secondsSince1970, "1700000000"), (.secondsSince1970, "1.7e9"), (.millisecondsSince1970, "1700000000000"),
  ])
  func aDateIsReadAsTheJobSays(dates: JSONDates, text: String) throws {
    let folder = try Folder()
    let path = try folder.write(#"{"at":\#(text),"until":null}"#)
    let source = FileSource(path, JSONLines(Event.self, dates: dates))
    #expect(try Reading(source: source).all(parallelism: 1) == [[Event(at: at(1_700_000_000))]])
  }

  /// It would have been in the year 2054: Foundation counts from 2001.
  @Test(arguments: [
    (JSONDates.iso8601, "1700000000", "a number is no date by itself"), (.iso8601, "true", "this is no date"),
    (.iso8601, #""2023-11-14""#, "is no date such as"), (.iso8601, #""2023-11-14T22:13:20""#, "is no date such as"),
    (.iso8601, #""2023-02-30T22:13:20Z""#, "is no date such as"), (.iso8601, #""2023-11-14T25:13:20Z""#, "is no date"),
    (.iso8601, #""2023-11-14T22:13:20Zx""#, "is no date"), (.iso8601, #""2023-11-14T22:13:20.Z""#, "is no date"),
    (.secondsSince1970, #""2023-11-14T22:13:20Z""#, "Expected to decode Double"),
    (.secondsSince1970, "1700000000000", "the date is not of the years 1 to 9999"),
  ])
  func whatIsNoDateIsRefusedByName(dates: JSONDates, text: String, message: String) async throws {
    let folder = try Folder()
    let path = try folder.write("{\"at\":\(text)}\n")
    let source = FileSource(path, JSONLines(Event.self, dates: dates))
    let failure = await failure { _ = try Reading(source: source).all(parallelism: 1) }
    #expect(failure?.message.hasPrefix("'\(path)' line 1, column 7: 'at': ") == true, "\(String(describing: failure))")
    #expect(failure?.message.contains(message) == true, "\(String(describing: failure))")
    // All lines may be like that.
    #expect(failure?.advice?.contains("skip") == false)
  }

  @Test func leavingOutIsAdvisedOnlyWhereOtherLinesCouldBeRead() async throws {
    let folder = try Folder()
    for (text, isAdvised) in [("x\n1\n", false), ("\nx\n", false), ("1\nx\n", true)] {
      let source = FileSource(try folder.write(text), JSONLines(Int.self))
      let failure = await failure { _ = try Reading(source: source).all(parallelism: 1) }
      #expect(failure?.advice?.contains(".skip()") == isAdvised, "\(text)")
    }
  }

  @Test(arguments: [JSONDates.iso8601, .secondsSince1970, .millisecondsSince1970])
  func datesComeBackAsTheyWere(dates: JSONDates) async throws {
    let folder = try Folder()
    let events = [
      0, 0.5, 1_700_000_000, 1_700_000_000.25, -1.5, 253_402_300_799, -50_000_000_000, 1_700_000_000.000_001,
    ]
    .map { Event(at: at($0), until: at($0 + 0.125)) }
    .filter { dates == .iso8601 || $0.at != at(1_700_000_000.000_001) }
    let process = ApplicationProcess(arguments: [], defaultParallelism: "1")
    let env = try StreamExecutionEnvironment(executor: LocalExecutor(), process: process)
    env.fromCollection(events).writeJSONLines("\(folder.path)/out", dates: dates)
    try await env.execute()
    let found = try await run { $0.readJSONLines("\(folder.path)/out", as: Event.self, dates: dates) }
    #expect(found.count == events.count)
    for (found, event) in zip(found, events) { #expect(abs(found.at.timeIntervalSince(event.at)) < 1e-6) }
  }

  @Test func datesAreWrittenAsText() async throws {
    let folder = try Folder()
    let process = ApplicationProcess(arguments: [], defaultParallelism: "1")
    let env = try StreamExecutionEnvironment(executor: LocalExecutor(), process: process)
    env.fromCollection([Event(at: at(1_700_000_000.25))]).writeJSONLines("\(folder.path)/out")
    try await env.execute()
    let lines = try await run { $0.readTextFile("\(folder.path)/out") }
    #expect(lines == [#"{"at":"2023-11-14T22:13:20.25Z"}"#])
  }

  /// Every prefix of JSON is no JSON, and where one is cut is where the fault is found.
  @Test func faultsOfAnyLine() {
    let text = Array(#"{"a":[1,-2.5e+3,0,true,false,null,"x\"\u00Aby"],"b":{},"c":[]}"#.utf8)
    for end in 0...text.count {
      let fault = text[..<end].withUnsafeBytes { JSONWalk($0).fault }
      #expect(fault == (end == text.count ? nil : end))
    }
    for (wrong, place) in [
      ("tru", 3), ("01", 1), ("1.", 2), ("[1,]", 3), ("{\"a\" 1}", 5), ("\"\\x\"", 1), ("{,}", 1), ("-", 1), ("}", 0),
      ("\"\\u12x4\"", 5), ("[1}", 2), ("1e", 2), (" ", 1),
    ] {
      let fault = Array(wrong.utf8).withUnsafeBytes { JSONWalk($0).fault }
      #expect(fault == place, "\(wrong)")
    }
    let deep = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
    #expect(deep.withUnsafeBytes { JSONWalk($0).fault } == 512)
  }
}
