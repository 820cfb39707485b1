import DreyModel
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
