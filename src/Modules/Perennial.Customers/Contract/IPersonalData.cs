using System.Text.Json.Nodes;
using NodaTime;
using Perennial.Kernel;
using Perennial.Kernel.Data;

namespace Perennial.Customers.Contract;

/// <summary>What a module knows of a person. Every module that keeps personal data registers one.</summary>
public interface IPersonalData
{
    /// <summary>Everything, as named sections of JSON; names are unlike those of other modules.</summary>
    /// <param name="unit">A unit that reads.</param>
    /// <param name="customers">All ids of the customer.</param>
    Task<IReadOnlyList<KeyValuePair<string, JsonNode>>> ExportAsync(DbUnit unit, IReadOnlyList<Guid> customers);

    /// <summary>
    /// Erases everything personal. What sums are made of stays, without anything that says whose it is but the id.
    /// </summary>
    /// <param name="unit">The unit of the erasure.</param>
    /// <param name="person">Who is erased; nothing of her is gone yet from where it stands by her id.</param>
    /// <param name="now">The time at hand.</param>
    Task EraseAsync(DbUnit unit, ErasedPerson person, Instant now);
}

/// <summary>Who is erased, with all that may be looked for where nothing stands by her id.</summary>
/// <param name="Customers">All ids of the customer.</param>
/// <param name="Identifiers">All ways to know her.</param>
/// <param name="Names">Her names as they were shown.</param>
public sealed record ErasedPerson(IReadOnlyList<Guid> Customers, IReadOnlyList<CustomerIdentifier> Identifiers, IReadOnlyList<string> Names);

/// <summary>What is left of an erased customer.</summary>
/// <param name="Customer">Her id.</param>
/// <param name="Erased">When.</param>
/// <param name="IdentifierHashes">Keyed hashes of her identifiers.</param>
public sealed record Erasure(Guid Customer, Instant Erased, IReadOnlyList<string> IdentifierHashes);

/// <summary>Export and erasure of all that is known of a customer.</summary>
public interface ICustomerPrivacy
{
    /// <summary>Everything of a customer, of all modules. Refused as <c>customers.not_found</c>.</summary>
    /// <param name="unit">A unit that reads.</param>
    /// <param name="customer">Any of her ids.</param>
    /// <param name="now">The time at hand.</param>
    /// <returns>One JSON object: <c>customer</c>, <c>ids</c>, <c>exported</c>, <c>sections</c>.</returns>
    Task<Result<JsonObject>> ExportAsync(DbUnit unit, Guid customer, Instant now);

    /// <summary>
    /// Erases a customer with all her ids in all modules: writes <c>customer.erased</c>. Refused as
    /// <c>customers.not_found</c>, also a second time.
    /// </summary>
    /// <param name="unit">The caller's unit.</param>
    /// <param name="customer">Any of her ids.</param>
    /// <param name="by">Who says so, as a code.</param>
    /// <param name="now">The time at hand.</param>
    /// <returns>What is left of her, an entry for each of her ids.</returns>
    Task<Result<IReadOnlyList<Erasure>>> EraseAsync(DbUnit unit, Guid customer, string by, Instant now);

    /// <summary>Erasures, the earliest first, to be kept outside of the database.</summary>
    /// <param name="unit">A unit that reads.</param>
    /// <param name="since">Those before are left out.</param>
    Task<IReadOnlyList<Erasure>> ErasuresAsync(DbUnit unit, Instant since);

    /// <summary>
    /// Erases again whom a restored backup brought back: by their ids, and whoever became known before the erasure and has
    /// one of the identifiers.
    /// </summary>
    /// <param name="db">The restored database.</param>
    /// <param name="erasures">Erasures as they were kept.</param>
    /// <param name="now">The time at hand.</param>
    /// <param name="cancellation">Stops between two customers.</param>
    /// <returns>How many customers were erased again.</returns>
    Task<int> ReapplyErasuresAsync(Db db, IReadOnlyList<Erasure> erasures, Instant now, CancellationToken cancellation);
}
