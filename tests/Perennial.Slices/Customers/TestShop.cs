using NodaTime;
using Perennial.Customers;
using Perennial.Customers.Contract;
using Perennial.Customers.Profiles;
using Perennial.Kernel;
using Perennial.Kernel.Ids;
using Perennial.Slices.House;

namespace Perennial.Slices.Customers;

/// <summary>A shop in Romania with an empty database and a clock that stands still until it is moved.</summary>
internal sealed class TestShop(Db db) : IAsyncDisposable
{
    public static readonly Instant Start = Instant.FromUtc(2026, 3, 1, 12, 0);

    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    public Db Db { get; } = db;

    public Instant Now { get; set; } = Start;

    /// <summary>Whoever a test speaks of later.</summary>
    public Guid First { get; set; }

    public CustomersServices Services { get; private set; } = null!;

    public CustomersParts Parts => Services.Parts;

    public static async Task<TestShop> OpenAsync(Engines engines, DbEngine engine, params IReadOnlyList<IPersonalData> personalData) =>
        await OpenAsync(await engines.NewSettingAsync(engine), personalData);

    public static async Task<TestShop> OpenAsync(string setting, params IReadOnlyList<IPersonalData> personalData)
    {
        var shop = new TestShop(await Engines.OpenAsync(setting));
        shop.Services = shop.Compose(personalData);
        return shop;
    }

    /// <summary>The module as another node composes it.</summary>
    public CustomersServices Compose(IReadOnlyList<IPersonalData> personalData, IReadOnlyList<ITimelineSource>? timeline = null) =>
        CustomersModule.Compose(new CustomersSetup(new Outbox([]), new IdSource(TimeProvider.System), Key)
        {
            PhoneCountry = () => "RO", PersonalData = personalData, Timeline = timeline ?? [],
        });

    public Task<T> Write<T>(Func<DbUnit, Task<T>> work) => Db.WriteAsync(work, TestContext.Current.CancellationToken);

    public Task<T> Read<T>(Func<DbUnit, Task<T>> work) => Db.ReadAsync(work, TestContext.Current.CancellationToken);

    /// <summary>Joins as the intake of orders does: look up, decide, write.</summary>
    public Task<IReadOnlyList<Result<JoinedCustomer>>> Join(params IReadOnlyList<CustomerHint> hints) => Write(async unit =>
    {
        var writes = unit.Batch();
        var joined = await Services.Joining.JoinAsync(unit, writes, hints, new JoinSource("test"), Now);
        await writes.RunAsync();
        return joined;
    });

    public async Task<Guid> Known(CustomerHint hint) => (await Join(hint)).Single().Value.Customer;

    public async Task<Guid> Create(ProfileFields fields, params IReadOnlyList<CustomerIdentifier> identifiers) => (await Write(unit =>
        CreateCustomer.HandleAsync(Parts, unit, new CreateCustomer.Request(fields, identifiers, "test"), Now))).Value.Id;

    public async Task<MadeMerge> Merge(Guid survivor, Guid merged) => (await Write(unit =>
        Services.Merging.MergeAsync(unit, new MergeRequest(survivor, merged, "staff:1"), Now))).Value;

    public Task<Result<UndoneMerge>> Undo(Guid merge) => Write(unit => Services.Merging.UndoAsync(unit, merge, "staff:1", Now));

    public async Task<CustomerProfile?> Profile(Guid customer) =>
        (await Read(unit => Services.Profiles.ReadAsync(unit, [customer]))).GetValueOrDefault(customer);

    public async Task<IReadOnlyList<Guid>> Search(string text) => [.. (await Read(unit =>
        SearchCustomers.HandleAsync(unit, new SearchCustomers.Request(text)))).Customers.Select(c => c.Id)];

    public async Task<Result<Guid>> Consent(ConsentEntry entry) =>
        (await Write(unit => Services.Consents.RecordAsync(unit, [entry], Now))).Single();

    /// <summary>Events so far, as <c>name body</c>.</summary>
    public async Task<IReadOnlyList<string>> Events() =>
        [.. (await Read(unit => OutboxLog.ReadAsync(unit, LogPlace.Start))).Select(e => e.Event.Name + " " + e.Event.Body)];

    public static string Id(Guid customer) => PublicId.Write("cus", customer);

    public ValueTask DisposeAsync() => Db.DisposeAsync();
}
