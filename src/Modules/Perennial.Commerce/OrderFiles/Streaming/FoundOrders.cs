using Perennial.Commerce.Contract;

namespace Perennial.Commerce.OrderFiles.Streaming;

/// <summary>What was found since the last batch. While what was given before is read again, it takes nothing.</summary>
internal sealed class FoundOrders
{
    private const int LinesMax = 50_000;
    private const int RejectCharsMax = 4 * 1024 * 1024;

    private List<FileOrder> orders = [];
    private List<RejectedRow> rejects = [];
    private List<TextOutcome> texts = [];
    private long lines;
    private long rejectChars;

    /// <summary>True while nothing is taken.</summary>
    public bool IsReplay { get; set; }

    /// <summary>Orders taken in all.</summary>
    public long OrdersGiven { get; set; }

    /// <summary>Rejected rows taken in all.</summary>
    public long RejectsGiven { get; set; }

    /// <summary>Whether it is enough for a batch of about so many orders.</summary>
    public bool IsEnough(int ordersMax) => orders.Count >= ordersMax || rejects.Count >= ordersMax || lines >= LinesMax ||
        rejectChars >= RejectCharsMax;

    public void Add(FileOrder order)
    {
        if (!IsReplay)
        {
            orders.Add(order);
            OrdersGiven++;
            lines += 1 + order.Lines.Count + order.Returns.Count;
        }
    }

    public void Reject(RejectedRow row)
    {
        if (!IsReplay)
        {
            rejects.Add(row);
            RejectsGiven++;
            rejectChars += row.Row.Length;
        }
    }

    public void End(TextOutcome text)
    {
        if (!IsReplay)
        {
            texts.Add(text);
        }
    }

    /// <summary>Hands out what was found, and begins anew.</summary>
    public OrderBatch Take(OrderPosition position)
    {
        var batch = new OrderBatch(orders, rejects, texts, position);
        (orders, rejects, texts, lines, rejectChars) = ([], [], [], 0, 0);
        return batch;
    }
}
