/** A whole proxy in the test's own process, in front of a registry that counts requests and misbehaves. */
@NullMarked
package dev.entrepot.proxy.tls;

import org.jspecify.annotations.NullMarked;
