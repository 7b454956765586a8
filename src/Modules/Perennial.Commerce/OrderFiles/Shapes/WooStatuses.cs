namespace Perennial.Commerce.OrderFiles.Shapes;

/// <summary>WooCommerce's order statuses, also with the prefix that its database has before them.</summary>
internal static class WooStatuses
{
    private static readonly OrderStatuses Known = new(["processing", "completed", "refunded"],
        ["", "pending", "pendingpayment", "onhold", "cancelled", "failed", "trash", "draft", "checkoutdraft", "autodraft"]);

    public static OrderStatus Of(ReadOnlySpan<char> status)
    {
        status = status.Trim();
        return Known.Of(status.StartsWith("wc-") ? status[3..] : status);
    }
}
