package dev.drey.workloads;

import java.io.Serializable;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Sources whose subtask k of p emits what belongs to the indices k, k + p, k + 2p and so on. */
final class Indexed<T> implements GeneratorFunction<Long, T> {
    /** What a record is made of. */
    interface Maker<T> extends Serializable {
        T make(long index);
    }

    private final Maker<T> maker;
    private final long share;
    private final int parallelism;
    private long nextNumber = -1;
    private long nextIndex;
    private long end;

    private Indexed(Maker<T> maker, long share, int parallelism) {
        this.maker = maker;
        this.share = share;
        this.parallelism = parallelism;
    }

    /** Flink's source numbers what it emits and gives every subtask a contiguous share of the numbers. */
    @Override
    public T map(Long number) {
        if (number != nextNumber || number >= end) {
            nextIndex = number % share * parallelism + number / share;
            end = (number / share + 1) * share;
        }
        long index = nextIndex;
        nextNumber = number + 1;
        nextIndex = index + parallelism;
        return maker.make(index);
    }

    static <T> DataStream<T> source(
        StreamExecutionEnvironment env, String name, long count, TypeInformation<T> type, WatermarkStrategy<T> times,
        Maker<T> maker) {
        int parallelism = env.getParallelism();
        if (count % parallelism != 0) throw new IllegalArgumentException("--n is no multiple of " + parallelism);
        Indexed<T> indexed = new Indexed<>(maker, count / parallelism, parallelism);
        return env.fromSource(new DataGeneratorSource<>(indexed, count, type), times, name);
    }
}
