#pragma once

#include "core/project/supply.hpp"

#include <vector>

namespace megactl::project {

// The troubles of one settings module with many supplies: what is the same for all of them is looked up once.
class TroubleFinder {
public:
    // `settings` must outlive this, and what it answers.
    explicit TroubleFinder(const DjangoSettings& settings);

    // As troubles(settings, supply).
    std::vector<Trouble> troubles(const Supply& supply) const;

private:
    const DjangoSettings& settings_;
    std::vector<const VariableRead*> by_name_;  // those that importing may reach; of one name in their order
};

}  // namespace megactl::project
