#pragma once

#include "core/broker/extraction.hpp"
#include "core/broker/page_size.hpp"
#include "core/broker/sqlite_queues.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace megactl::broker {

// Holds the chosen rows by a short lease, as a worker would, and deletes those: the others never move.
class SqliteExtraction final : public Extraction {
public:
    // `holder` names the leases.
    SqliteExtraction(const std::filesystem::path& file, std::string holder, ExtractionOrder order);
    SqliteExtraction(const SqliteExtraction&) = delete;
    SqliteExtraction& operator=(const SqliteExtraction&) = delete;
    ~SqliteExtraction() override;

    std::vector<Waiting> next(std::size_t most) override;
    void commit(std::uint64_t number, std::span<const Outgoing> into) override;
    void close() override;

private:
    std::vector<Waiting> hold(const std::vector<SqliteQueues::Row>& rows);

    SqliteQueues queues_;
    ExtractionOrder order_;
    SqliteQueues::Place place_;
    PageSize page_;
    std::vector<std::string> held_;  // tags
};

}  // namespace megactl::broker
