package dev.drey.workloads;

import java.io.Serializable;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** The sink of every job: each subtask counts its records, adds up their checksums, and prints one line at its end. */
final class Tally<T> extends RichMapFunction<T, T> {
    /** The checksum of a record. */
    interface Checksum<T> extends Serializable {
        long of(T record);
    }

    private final Checksum<T> checksum;
    private long rows;
    private long sum;

    private Tally(Checksum<T> checksum) {
        this.checksum = checksum;
    }

    static <T> void of(DataStream<T> records, Checksum<T> checksum) {
        records.map(new Tally<>(checksum)).returns(records.getType()).name("tally").sinkTo(new DiscardingSink<>());
    }

    @Override
    public T map(T record) {
        rows++;
        sum += checksum.of(record);
        return record;
    }

    @Override
    public void close() {
        System.out.println("rows=" + rows + " checksum=" + Long.toUnsignedString(sum));
    }
}
