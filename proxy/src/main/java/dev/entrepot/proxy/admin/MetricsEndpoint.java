package dev.entrepot.proxy.admin;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** {@code /metrics}, as Prometheus' text or as OpenMetrics', whichever the scraper accepts. */
final class MetricsEndpoint implements AdminEndpoint {

    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry;
    private final Runnable beforeScrape;

    /** @param beforeScrape binds what is measured only for those who look */
    MetricsEndpoint(PrometheusMeterRegistry registry, Runnable beforeScrape) {
        this.registry = registry;
        this.beforeScrape = beforeScrape;
    }

    @Override
    public AdminAnswer answer(AdminRequest request) {
        beforeScrape.run();
        String type = request.accept().contains("application/openmetrics-text") ? OPEN_METRICS : TEXT;
        return new AdminAnswer(200, type, registry.scrape(type));
    }
}
