/** Tests of the parts, without a server where none is needed. */
@NullMarked
package dev.entrepot.proxy.upstream.auth;

import org.jspecify.annotations.NullMarked;
