package dev.entrepot.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StatusMarkupTest {

    /** As a proxy answers that is older than the page. */
    private static final String REPORT = """
            {"version": "1", "status": "degraded", "started": "2026-11-23T00:00:00Z", "listen": "127.0.0.1:5000",
             "admin": "127.0.0.1:5001", "data": {"folder": "/data/<x>", "index": "open"}, "blobs": {},
             "parts": [{"dependency": "disk", "name": "-", "why": "<script>alert(\\"1\\")</script> & more", "since": "now"}],
             "diagnoses": [], "spared": [], "upstreams": [], "clients": {}, "fills": [], "totals": {"sentBytes": {}}}
            """;

    @Test
    void whatOthersSayIsShownAndNeverRun() {
        String page = StatusPage.of(Json.read(REPORT, StatusReport.class));

        assertThat(page)
                .contains("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; more")
                .contains("/data/&lt;x&gt;")
                .doesNotContain("<script")
                .contains("default-src 'none'");
    }
}
