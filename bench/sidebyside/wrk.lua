-- For wrk: what to ask, and how often, comes in by environment; the figures leave as one line of JSON.

wrk.headers["Accept"] = os.getenv("BENCH_ACCEPT")

-- Paced: each connection waits a random time after an answer, evenly spread around the mean, so that the
-- connections together offer nearly the same load to a fast server and to a slow one.
local mean = tonumber(os.getenv("BENCH_PAUSE_MS") or "")
if mean then
    function delay()
        return math.floor(math.random() * 2 * mean + 0.5)
    end
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format(
        '{"requests": %d, "seconds": %.6f, "p50": %.1f, "p99": %.1f, "errors": %d}\n',
        summary.requests, summary.duration / 1e6, latency:percentile(50), latency:percentile(99),
        errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
