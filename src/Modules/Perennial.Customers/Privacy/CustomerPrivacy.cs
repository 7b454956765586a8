using System.Text.Json.Nodes;
using NodaTime;
using Perennial.Customers.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Data;

namespace Perennial.Customers.Privacy;

/// <inheritdoc/>
internal sealed class CustomerPrivacy(CustomersParts parts) : ICustomerPrivacy
{
    public Task<Result<JsonObject>> ExportAsync(DbUnit unit, Guid customer, Instant now) =>
        ExportCustomer.HandleAsync(parts, unit, customer, now);

    public Task<Result<IReadOnlyList<Erasure>>> EraseAsync(DbUnit unit, Guid customer, string by, Instant now) =>
        EraseCustomer.HandleAsync(parts, unit, new EraseCustomer.Request(customer, by), now);

    public Task<IReadOnlyList<Erasure>> ErasuresAsync(DbUnit unit, Instant since) => ErasureStore.ReadAsync(unit, since);

    public Task<int> ReapplyErasuresAsync(Db db, IReadOnlyList<Erasure> erasures, Instant now, CancellationToken cancellation) =>
        ReapplyErasures.HandleAsync(parts, db, erasures, now, cancellation);
}
