/** That what is asked of upstreams while something here is down stays within its limits, and what it costs without. */
@NullMarked
package dev.entrepot.proxy.degraded;

import org.jspecify.annotations.NullMarked;
