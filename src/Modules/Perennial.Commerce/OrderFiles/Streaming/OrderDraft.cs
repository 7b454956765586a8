using NodaTime;
using Perennial.Commerce.Contract;
using Perennial.Kernel.Time;

namespace Perennial.Commerce.OrderFiles.Streaming;

/// <summary>An order while its rows come together.</summary>
internal sealed class OrderDraft
{
    private readonly List<FileLine> lines = [];
    private readonly List<(RowContent First, List<FileLine> Lines)> returns = [];
    private readonly RowContent first;
    private readonly string key;
    private readonly bool hasParent;
    private RowContent time;
    private string? keyStore;
    private FileCustomer? customer;
    private bool hasSale;
    private bool severalCustomers;
    private bool severalTimes;
    private string? store;
    private string? channel;
    private string? seller;
    private string? country;

    /// <summary>Opens the draft with what its first row says; the row itself is added like every other.</summary>
    /// <param name="row">The row.</param>
    /// <param name="key">Its number, or a key of its own.</param>
    /// <param name="hasParent">True when the key is whole as it is, with its store in it.</param>
    public OrderDraft(RowContent row, string key, bool hasParent)
    {
        (first, this.key, this.hasParent) = (row, key, hasParent);
        time = row;
        (keyStore, customer, Currency) = (row.KeyStore, row.Customer, row.Currency);
        (store, channel, seller, country) = (row.Store, row.Channel, row.Seller, row.Country);
    }

    public string? Currency { get; private set; }

    /// <summary>Whether the source told the order anew afterwards.</summary>
    public bool IsReplaced { get; set; }

    public string Key => hasParent || keyStore is null ? key : string.Concat(keyStore, "\u001F", key);

    /// <summary>Takes what a further row says of the order; the code of a conflict, the first time it is met.</summary>
    public string? Join(RowContent row)
    {
        keyStore ??= row.KeyStore;
        Currency ??= row.Currency;
        if (row.IsReturn)
        {
            return JoinCustomer(row.Customer);
        }

        store = Later(store, row.Store);
        channel = Later(channel, row.Channel);
        seller = Later(seller, row.Seller);
        country = Later(country, row.Country);
        return JoinCustomer(row.Customer);
    }

    /// <summary>Takes the time of a further row of the sale; true when it is the first to differ.</summary>
    public bool NotesTime(RowContent row)
    {
        if (row.IsReturn)
        {
            return false;
        }

        if (!hasSale)
        {
            time = row;
            return false;
        }

        // As near as the book keeps times.
        var differs = (row.Day, row.Second / 2) != (time.Day, time.Second / 2) && !severalTimes;
        severalTimes |= differs;
        return differs;
    }

    /// <summary>Adds a row's line.</summary>
    public void Add(RowContent row)
    {
        if (!row.IsReturn)
        {
            hasSale = true;
            lines.Add(row.Line);
            return;
        }

        var at = returns.FindIndex(r => r.First.Day == row.Day);
        if (at < 0)
        {
            at = returns.Count;
            returns.Add((row, []));
        }

        returns[at].Lines.Add(row.Line);
    }

    public FileOrder Finish(string file, bool isMended)
    {
        var link = returns.Count == 0 ? null : returns.SelectMany(r => new[] { r.First.Link }).LastOrDefault(l => l is not null);
        return new FileOrder
        {
            File = file,
            Line = first.Line.Line,
            Key = Key,
            Number = first.Number,
            Store = store,
            Customer = customer,
            PlacedAt = At(time),
            Currency = Currency,
            Lines = lines,
            Returns = returns.Count == 0 ? [] : [.. returns.Select(r => new FileReturn
            {
                At = At(r.First), Lines = r.Lines, OrderNumber = link,
                OrderKey = link is null || keyStore is null ? link : string.Concat(keyStore, "\u001F", link),
            })],
            Channel = channel,
            Seller = seller,
            Country = country,
            IsMended = isMended,
        };
    }

    // Of the sale the first row says it, or else the first that has it.
    private string? Later(string? known, string? value) => known is null || (!hasSale && value is not null) ? value : known;

    // The first who is somebody holds. Of her, what one row leaves blank another may say.
    private string? JoinCustomer(FileCustomer? other)
    {
        if (other is null || ReferenceEquals(other, customer))
        {
            return null;
        }

        if (customer?.Identity is { } known && other.Identity is { } identity && identity != known)
        {
            var isNew = !severalCustomers;
            severalCustomers = true;
            return isNew ? "order.several_customers" : null;
        }

        if (customer is null)
        {
            customer = other;
        }
        else if (other != customer)
        {
            customer = new FileCustomer
            {
                Identity = customer.Identity ?? other.Identity, Id = customer.Id ?? other.Id, Email = customer.Email ?? other.Email,
                Phone = customer.Phone ?? other.Phone, Name = customer.Name ?? other.Name,
            };
        }

        return null;
    }

    private static LocalDateTime At(RowContent row) =>
        DayNumber.ToDate(row.Day).At(LocalTime.FromSecondsSinceMidnight(row.Second));
}
