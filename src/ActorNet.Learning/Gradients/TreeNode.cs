using System.Numerics;

namespace ActorNet.Learning.Gradients;

/// <summary>
/// A node of the fixed binary tree over a minibatch's slices: node i of level k covers the existing slices in [i·2^k, (i+1)·2^k). Its sum
/// is left + right, or left alone if there is no right child.
/// </summary>
/// <param name="Level">k; 0 for single slices.</param>
/// <param name="Index">i, from 0.</param>
public readonly record struct TreeNode(int Level, int Index)
{
    /// <summary>The first slice it covers.</summary>
    public int FirstSlice => Index << Level;

    /// <summary>The index after the last slice it covers, of <paramref name="sliceCount"/> slices.</summary>
    public int EndSlice(int sliceCount) => (int)Math.Min((Index + 1L) << Level, sliceCount);

    /// <summary>The node that covers all <paramref name="sliceCount"/> slices.</summary>
    public static TreeNode Root(int sliceCount) =>
        new(sliceCount <= 1 ? 0 : BitOperations.Log2((uint)sliceCount - 1) + 1, 0);

    /// <summary>The maximum number of largest nodes of a range of slices: two of each level.</summary>
    internal static int MaxNodes(int sliceCount) => 2 * (Root(sliceCount).Level + 1);

    /// <summary>The largest node that starts at slice <paramref name="first"/> and ends at or before <paramref name="end"/>.</summary>
    public static TreeNode LargestAt(int first, int end, int sliceCount)
    {
        var node = new TreeNode(0, first);
        var root = Root(sliceCount);
        while (node.Level < root.Level && (node.Index & 1) == 0)
        {
            var parent = new TreeNode(node.Level + 1, node.Index >> 1);
            if (parent.EndSlice(sliceCount) > end)
                break;
            node = parent;
        }

        return node;
    }
}
