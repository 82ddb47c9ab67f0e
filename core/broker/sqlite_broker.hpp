#pragma once

#include "core/broker/broker.hpp"
#include "core/broker/source.hpp"

#include <filesystem>
#include <memory>

namespace megactl::broker {

// Queues in a SQLite file on this host, in the tables of kombu's SQLAlchemy transport: Python's Celery reads and writes
// them over `sqla+sqlite:///`. Opens nothing before its first use.
//
// kombu never deletes a message and never offers it again once it was taken. Here who takes a message holds a lease for
// it (`megactl_lease`, for the visibility timeout or half a minute), and acknowledging deletes it; what Python took is
// left to Python. The end of the broker ends its leases. A file without these tables is made at the first use where
// `options.may_create` says so, else, or where one went later, it is Error{input}.
std::unique_ptr<Broker> open_sqlite_broker(const std::filesystem::path& file, const TransportOptions& options);

}  // namespace megactl::broker
