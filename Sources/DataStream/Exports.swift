// `import DataStream` is all that an application needs: records and keys, emitters, results and failures come with it.
@_exported public import DreyModel
@_exported public import StreamRecords
@_exported public import TaskRuntime
