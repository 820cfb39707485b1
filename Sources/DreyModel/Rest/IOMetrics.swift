/// What subtasks have read and written, and what they spent their time with.
///
/// A field `…-complete` is false as long as one of the subtasks has not told. Times are milliseconds, over all subtasks.
public struct IOMetrics: Sendable, Codable, Equatable {
  public var readBytes = 0
  public var readBytesComplete = false
  public var writeBytes = 0
  public var writeBytesComplete = false
  public var readRecords = 0
  public var readRecordsComplete = false
  public var writeRecords = 0
  public var writeRecordsComplete = false
  public var accumulatedBackPressuredTime = 0
  public var accumulatedIdleTime = 0
  public var accumulatedBusyTime = 0
  /// Records that were dropped since they came too late; nil: none. Flink has it as a metric of its own.
  public var lateRecordsDropped: Int?

  /// - Parameter subtasks: what each of them told; nil for one that has told nothing.
  public init(_ subtasks: [SubtaskMetrics?] = []) {
    let told = subtasks.compactMap { $0 }
    let sum = told.reduce(SubtaskMetrics(), +)
    let isComplete = !subtasks.isEmpty && told.count == subtasks.count
    (readBytes, readBytesComplete) = (sum.readBytes, isComplete)
    (writeBytes, writeBytesComplete) = (sum.writeBytes, isComplete)
    (readRecords, readRecordsComplete) = (sum.readRecords, isComplete)
    (writeRecords, writeRecordsComplete) = (sum.writeRecords, isComplete)
    accumulatedBackPressuredTime = sum.backPressuredTime
    accumulatedIdleTime = sum.idleTime
    accumulatedBusyTime = sum.busyTime
    lateRecordsDropped = sum.lateRecordsDropped == 0 ? nil : sum.lateRecordsDropped
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    readBytes = try container.decode(Int.self, forKey: .readBytes)
    readBytesComplete = try container.decode(Bool.self, forKey: .readBytesComplete)
    writeBytes = try container.decode(Int.self, forKey: .writeBytes)
    writeBytesComplete = try container.decode(Bool.self, forKey: .writeBytesComplete)
    readRecords = try container.decode(Int.self, forKey: .readRecords)
    readRecordsComplete = try container.decode(Bool.self, forKey: .readRecordsComplete)
    writeRecords = try container.decode(Int.self, forKey: .writeRecords)
    writeRecordsComplete = try container.decode(Bool.self, forKey: .writeRecordsComplete)
    // Releases of Apache Flink before 1.16 do not have them, and later ones write "NaN" where they do not know.
    accumulatedBackPressuredTime = (try? container.decode(Int.self, forKey: .accumulatedBackPressuredTime)) ?? 0
    accumulatedIdleTime = (try? container.decode(Int.self, forKey: .accumulatedIdleTime)) ?? 0
    accumulatedBusyTime = (try? container.decode(Int.self, forKey: .accumulatedBusyTime)) ?? 0
    lateRecordsDropped = try container.decodeIfPresent(Int.self, forKey: .lateRecordsDropped)
  }

  enum CodingKeys: String, CodingKey {
    case readBytes = "read-bytes"
    case readBytesComplete = "read-bytes-complete"
    case writeBytes = "write-bytes"
    case writeBytesComplete = "write-bytes-complete"
    case readRecords = "read-records"
    case readRecordsComplete = "read-records-complete"
    case writeRecords = "write-records"
    case writeRecordsComplete = "write-records-complete"
    case accumulatedBackPressuredTime = "accumulated-backpressured-time"
    case accumulatedIdleTime = "accumulated-idle-time"
    case accumulatedBusyTime = "accumulated-busy-time"
    case lateRecordsDropped = "numLateRecordsDropped"
  }
}
