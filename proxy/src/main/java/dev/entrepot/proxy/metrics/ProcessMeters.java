package dev.entrepot.proxy.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.netty4.NettyAllocatorMetrics;
import io.micrometer.core.instrument.binder.netty4.NettyEventExecutorMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.concurrent.EventExecutor;
import org.jspecify.annotations.Nullable;

/**
 * What Micrometer itself knows how to measure: the JVM, the process, and Netty's pools and loops. Bound with the first
 * scrape and not at the start, which all the management classes would make a tenth longer for those who never scrape.
 */
public final class ProcessMeters implements AutoCloseable {

    private final MeterRegistry registry;
    private final Iterable<EventExecutor> loops;
    private @Nullable JvmGcMetrics collections;

    /** @param loops whose queues are watched */
    public ProcessMeters(MeterRegistry registry, Iterable<EventExecutor> loops) {
        this.registry = registry;
        this.loops = loops;
    }

    /** Does nothing the second time. */
    public synchronized void bind() {
        if (collections != null) {
            return;
        }
        collections = new JvmGcMetrics();
        collections.bindTo(registry);
        new NettyAllocatorMetrics(PooledByteBufAllocator.DEFAULT).bindTo(registry);
        new NettyEventExecutorMetrics(loops).bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
    }

    @Override
    public synchronized void close() {
        if (collections != null) {
            collections.close();
        }
    }
}
