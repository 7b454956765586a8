using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;

namespace Perennial.Customers.Contract;

/// <summary>What the module is composed with.</summary>
/// <param name="Outbox">Where its events go: <c>customer.created</c>, <c>customer.changed</c> and so on, with ids only.</param>
/// <param name="Ids">Makes ids.</param>
/// <param name="HashKey">
/// The shop's secret, 32 bytes, under which addresses are hashed that outlive erasure. It must stay the same for the life
/// of the database, and is kept outside of it.
/// </param>
public sealed record CustomersSetup(Outbox Outbox, IdSource Ids, byte[] HashKey)
{
    /// <summary>Asked for the ISO 3166 country that phone numbers without a country code are of; empty where there is none.</summary>
    public Func<string> PhoneCountry { get; init; } = static () => "";

    /// <summary>Further modules' entries of the timeline.</summary>
    public IReadOnlyList<ITimelineSource> Timeline { get; init; } = [];

    /// <summary>Further modules' personal data.</summary>
    public IReadOnlyList<IPersonalData> PersonalData { get; init; } = [];
}

/// <summary>The module as other modules use it.</summary>
/// <param name="Joining">Decides whose an order, a visit or an answer is.</param>
/// <param name="Aliases">All ids of a customer, and the survivor of an id.</param>
/// <param name="Merging">Makes two customers one.</param>
/// <param name="Profiles">Reads profiles, many at once.</param>
/// <param name="Consents">What customers agreed to.</param>
/// <param name="Suppressions">Addresses that nothing is sent to.</param>
/// <param name="Privacy">Export and erasure.</param>
public sealed record CustomersServices(
    ICustomerJoining Joining, ICustomerAliases Aliases, ICustomerMerging Merging, ICustomerProfiles Profiles,
    IConsents Consents, ISuppressions Suppressions, ICustomerPrivacy Privacy)
{
    /// <summary>Takes customers back who were made known by something that is undone.</summary>
    public required ICustomerRemoval Removal { get; init; }

    /// <summary>Makes many customers at once.</summary>
    public required INewCustomers NewCustomers { get; init; }

    /// <summary>What use cases of this module are given.</summary>
    internal CustomersParts Parts { get; init; } = null!;
}
