#pragma once

#include "core/staticfiles/apply.hpp"
#include "core/staticfiles/root_folder.hpp"

#include <span>
#include <stop_token>
#include <vector>

namespace megactl::staticfiles {

enum class TransferKind { copy, link };

// Writes the files of one kind into folders that are ready, on the threads of `options`.
void transfer_files(std::span<const Transfer> transfers, TransferKind kind, std::span<const SourceFolder> sources,
                    const RootFolder& root, const ApplyOptions& options, Progress& progress, Applied& applied);

}  // namespace megactl::staticfiles
