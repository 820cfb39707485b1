/// A class, or all classes of a package, that Flink had in one major version and has no more.
struct RemovedClass {
  /// With slashes; a package ends with one.
  var name: String
  /// What to use in its place.
  var advice: String

  /// Missing since Flink 2.0: found by comparing the classes in the libraries of the releases 1.20.0 and 2.3.0.
  private static let since2 =
    [
      RemovedClass("org/apache/flink/api/java/DataSet", "Use the DataStream API in batch mode, or the Table API."),
      RemovedClass("org/apache/flink/api/java/ExecutionEnvironment", "Use StreamExecutionEnvironment in batch mode."),
      RemovedClass("org/apache/flink/api/scala/", "Use the Java API, which Scala can call."),
      RemovedClass("org/apache/flink/streaming/api/scala/", "Use the Java API, which Scala can call."),
      RemovedClass("org/apache/flink/streaming/api/TimeCharacteristic", "Event time is the default; leave it out."),
      RemovedClass("org/apache/flink/api/common/time/Time", "Use java.time.Duration."),
      RemovedClass("org/apache/flink/streaming/api/windowing/time/Time", "Use java.time.Duration."),
      RemovedClass(
        "org/apache/flink/api/common/restartstrategy/RestartStrategies", "Set restart-strategy in the configuration."),
      RemovedClass("org/apache/flink/runtime/state/filesystem/FsStateBackend", "Set state.backend.type: hashmap."),
      RemovedClass("org/apache/flink/runtime/state/memory/MemoryStateBackend", "Set state.backend.type: hashmap."),
      RemovedClass("org/apache/flink/api/java/utils/ParameterTool", "Use org.apache.flink.util.ParameterTool."),
      RemovedClass("org/apache/flink/streaming/api/functions/sink/filesystem/StreamingFileSink", "Use FileSink."),
    ]
    + ["SourceFunction", "RichSourceFunction", "ParallelSourceFunction", "RichParallelSourceFunction"].map { name in
      RemovedClass(
        "org/apache/flink/streaming/api/functions/source/" + name,
        "Use a Source, or recompile with org.apache.flink.streaming.api.functions.source.legacy.\(name).")
    }
    + ["SinkFunction", "RichSinkFunction"].map { name in
      RemovedClass(
        "org/apache/flink/streaming/api/functions/sink/" + name,
        "Use a Sink, or recompile with org.apache.flink.streaming.api.functions.sink.legacy.\(name).")
    }

  init(_ name: String, _ advice: String) { (self.name, self.advice) = (name, advice) }

  /// What a Flink of this release does not have.
  static func missing(in flink: FlinkRelease) -> [RemovedClass] { flink.major >= 2 ? since2 : [] }

  /// Whether a class, with slashes, is meant; nested classes count as their outer one.
  func covers(_ reference: String) -> Bool {
    guard reference.hasPrefix(name) else { return false }
    return name.hasSuffix("/") || reference.count == name.count || reference.dropFirst(name.count).first == "$"
  }
}
