using NodaTime;
using Perennial.Customers.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Data;

namespace Perennial.Customers.Profiles;

/// <inheritdoc/>
internal sealed class NewCustomers(CustomersParts parts) : INewCustomers
{
    public Task<IReadOnlyList<Result<Guid>>> AddAsync(DbUnit unit, IReadOnlyList<Contract.NewCustomer> customers, Instant now) =>
        CreateCustomer.HandleManyAsync(parts, unit, [.. customers.Select(RequestOf)], now);

    private static CreateCustomer.Request RequestOf(Contract.NewCustomer customer) => new(new ProfileFields
    {
        Name = customer.Name, GivenName = customer.GivenName, FamilyName = customer.FamilyName, Language = customer.Language,
        Country = customer.Country, Attributes = customer.Attributes, Tags = customer.Tags,
    }, customer.Identifiers, customer.Source);
}
