// Two clusters at once leave no core idle, and more would only wait for each other.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
