using Perennial.Customers.Consent;
using Perennial.Customers.Contract;
using Perennial.Customers.Joining;
using Perennial.Customers.Merging;
using Perennial.Customers.Privacy;
using Perennial.Customers.Profiles;
using Perennial.Customers.Removal;
using Perennial.Customers.Timeline;
using Perennial.Kernel.Words;

namespace Perennial.Customers;

/// <summary>Who the customers are: profiles, identifiers, merges, timeline, consents, privacy.</summary>
public static class CustomersModule
{
    /// <summary>The module's words.</summary>
    public static WordBook Words { get; } = WordBook.Load(typeof(CustomersModule).Assembly);

    /// <summary>Composes the module; once a process.</summary>
    public static CustomersServices Compose(CustomersSetup setup)
    {
        var parts = new CustomersParts(setup.Outbox, setup.Ids, new KeyedHash(setup.HashKey), setup.PhoneCountry,
            [.. OwnEntries.Sources, .. setup.Timeline], [new OwnPersonalData(), .. setup.PersonalData]);
        var merging = new CustomerMerging(parts);
        return new CustomersServices(new CustomerJoining(parts), new CustomerAliases(), merging, new CustomerProfiles(),
            new Consents(parts), new Suppressions(parts.Hash), new CustomerPrivacy(parts)) { Removal = new CustomerRemoval(parts), Parts = parts };
    }
}
