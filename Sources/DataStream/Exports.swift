@_exported public import StreamRecords
