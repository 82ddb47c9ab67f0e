#include "core/broker/memory_results.hpp"

#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace megactl::broker {
namespace {

struct ResultStore {
    std::mutex mutex;  // guards `results`
    std::map<std::string, celery::TaskResult, std::less<>> results;
};

class MemoryResults final : public UncountedResults {
public:
    explicit MemoryResults(std::shared_ptr<ResultStore> store) : store_(std::move(store)) {}

    void ping() override {}

    void store(std::span<const celery::TaskResult> results) override {
        const std::lock_guard lock(store_->mutex);
        for (const celery::TaskResult& result : results) {
            celery::TaskResult& kept = store_->results[result.id];
            if (kept.state != celery::State::success) kept = result;
        }
    }

    std::optional<celery::TaskResult> fetch(std::string_view id) override {
        const std::lock_guard lock(store_->mutex);
        const auto kept = store_->results.find(id);
        if (kept == store_->results.end()) return std::nullopt;
        return kept->second;
    }

    bool replace(const celery::TaskResult& seen, const celery::TaskResult& by) override {
        const std::lock_guard lock(store_->mutex);
        const auto kept = store_->results.find(seen.id);
        if (kept == store_->results.end() || state_name(kept->second) != state_name(seen) ||
            worker_of(kept->second) != worker_of(seen)) {
            return false;
        }
        kept->second = by;
        return true;
    }

    void browse_failed(const std::function<bool(celery::TaskResult)>& look) override {
        std::vector<celery::TaskResult> failed;
        {
            const std::lock_guard lock(store_->mutex);
            for (const auto& [id, result] : store_->results) {
                if (result.state == celery::State::failure) failed.push_back(result);
            }
        }
        for (celery::TaskResult& result : failed) {
            if (!look(std::move(result))) return;
        }
    }

private:
    std::shared_ptr<ResultStore> store_;
};

}  // namespace

std::function<std::unique_ptr<ResultBackend>()> memory_results_opener() {
    return [store = std::make_shared<ResultStore>()] { return std::make_unique<MemoryResults>(store); };
}

}  // namespace megactl::broker
